// Adding talks: files or pasted text, what was understood of them, then the ingest.

import { make, piece, showTab, spoken } from "./dom.js";

const HEADERS = { "x-talkbot": "add" };

export function drawAdd(view) {
  const input = make("input", { type: "file", multiple: "", id: "tb-files", class: "tb-hidden" });
  const drop = make("label", { class: "tb-drop", for: "tb-files" },
    make("b", {}, "Choose files, or drop them here"),
    make("span", {}, "Listings, web pages, tables, JSON, schedules, calendars, captions, archives"));
  const text = make("textarea", { id: "tb-paste", rows: "5", "aria-label": "Or paste a listing",
    placeholder: "Or paste a listing: title, speaker, abstract, one talk after the other…" });
  const read = make("button", { type: "button", class: "tb-chip tb-strong" }, "Read it");
  const form = make("div", { class: "tb-addform" }, input, drop, text, make("div", { class: "tb-buttons" }, read));
  const result = make("div", { class: "tb-added", "aria-live": "polite" });
  view.replaceChildren(make("div", { class: "tb-add" }, make("h2", {}, "Add talks"),
    make("p", { class: "tb-quiet" }, "Nothing is added before you have seen what was understood."),
    form, result));

  const say = (message) => result.replaceChildren(make("p", { class: "tb-changed", role: "alert" }, message));

  async function preview(data) {
    result.replaceChildren(make("p", { class: "tb-quiet" }, "Reading…"));
    try {
      const response = await fetch("talkbot/add/preview", { method: "POST", headers: HEADERS, body: data });
      if (response.status === 413) say("That is more than can be added here (50 MB): use `talkbot ingest` instead.");
      else if (!response.ok) say("That cannot be read. Choose one or more files, or paste some text.");
      else result.innerHTML = await response.text();
    } catch { say("The server cannot be reached just now."); }
    result.scrollIntoView({ block: "nearest" });
  }

  function take(files) {
    if (!files.length) return;
    const data = new FormData();
    for (const file of files) data.append("files", file, file.name);
    preview(data);
    input.value = "";
  }

  async function ingest(token) {
    const bar = make("progress", { max: "100", "aria-label": "Adding the talks" });
    const stage = make("p", { class: "tb-quiet" }, "Adding…");
    result.replaceChildren(stage, bar);
    try {
      const begun = await fetch(`talkbot/add/start?token=${encodeURIComponent(token)}`, { method: "POST", headers: HEADERS });
      if (!(await begun.json()).started) {
        say("This was read too long ago. Please choose the files again.");
        return;
      }
      for (;;) {
        const work = JSON.parse(await piece("add/progress", { token }));
        if (work.finished) {
          result.innerHTML = work.told;
          spoken.textContent = result.textContent;
          text.value = "";
          document.dispatchEvent(new CustomEvent("talkbot-collection"));
          return;
        }
        stage.textContent = work.total ? `${work.stage}: ${work.done} of ${work.total}` : `${work.stage}…`;
        if (work.total) bar.value = (100 * work.done) / work.total;
        else bar.removeAttribute("value");
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    } catch { say("The server cannot be reached just now."); }
  }

  input.addEventListener("change", () => take(input.files));
  read.addEventListener("click", () => {
    if (!text.value.trim()) { text.focus(); return; }
    const data = new FormData();
    data.append("text", text.value);
    preview(data);
  });
  for (const name of ["dragover", "dragleave", "drop"]) drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle("tb-over", name === "dragover");
    if (name === "drop") take(event.dataTransfer.files);
  });
  result.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.matches(".tb-confirm")) ingest(button.dataset.token);
    else if (button?.matches(".tb-discard")) { result.replaceChildren(); text.focus(); }
    else if (button?.matches(".tb-seeadded")) showTab("talks");
  });
}
