// Conversations and feedback: kept in this browser, nowhere else.

import { composer, make, save, showTab, spoken, storage, tell } from "./dom.js";
import { scopeNow } from "./scope.js";

const CONVERSATIONS = "talkbot-conversations";
const FEEDBACK = "talkbot-feedback";
const MOST = 50;

// Which one this tab shows; a reload opens it again.
const current = {
  get: () => { try { return sessionStorage.getItem("talkbot-open"); } catch { return null; } },
  set: (id) => {
    try {
      if (id) sessionStorage.setItem("talkbot-open", id);
      else sessionStorage.removeItem("talkbot-open");
    } catch { /* not kept over a reload then */ }
  },
};

// --- Keeping --------------------------------------------------------------------------------------

const list = () => {
  const kept = storage.get(CONVERSATIONS, []);
  return Array.isArray(kept) ? kept.filter((each) => each && Array.isArray(each.exchanges)) : [];
};

function keep(all) {
  for (let kept = all.slice(0, MOST); kept.length; kept = kept.slice(0, -1))
    if (storage.set(CONVERSATIONS, kept)) return; // the oldest give way when the browser is full
  storage.set(CONVERSATIONS, []);
}

const turnsShown = () =>
  [...document.querySelectorAll("#tb-chat .tb-turn .tb-data")].map((data) => data.textContent);

// An answer has come: the conversation as it is shown is the one kept.
export function finished() {
  const exchanges = turnsShown();
  if (!exchanges.length) return;
  const all = list();
  const id = current.get();
  const old = all.find((each) => each.id === id);
  const name = old?.name ?? JSON.parse(exchanges[0]).question.slice(0, 80);
  const now = {
    id: old?.id ?? crypto.randomUUID?.() ?? String(Date.now()),
    name, exchanges, scope: scopeNow().toString(), at: new Date().toISOString(),
  };
  current.set(now.id);
  keep([now, ...all.filter((each) => each !== old)]);
  markFeedback();
  if (!drawer.hidden) draw();
}

export function startOver() {
  current.set(null);
  tell("fresh");
}

function reopen(id) {
  const conversation = list().find((each) => each.id === id);
  if (!conversation) return;
  current.set(id);
  tell("restore", { exchanges: conversation.exchanges, scope: conversation.scope ?? "" });
}

export function openLast() {
  const id = current.get();
  if (id) reopen(id);
}

// --- The drawer -----------------------------------------------------------------------------------

export const drawer = make("aside", { id: "tb-drawer", "aria-label": "Conversations", hidden: "" });

const button = (label, does, attributes = {}) =>
  make("button", { type: "button", class: "tb-act", "data-does": does, ...attributes }, label);

function when(at) {
  const date = new Date(at);
  const today = new Date().toDateString() === date.toDateString();
  return today
    ? date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
    : date.toLocaleDateString([], { day: "numeric", month: "short" });
}

function row(conversation, open) {
  const { id, name, exchanges, at } = conversation;
  const count = exchanges.length === 1 ? "1 question" : `${exchanges.length} questions`;
  const item = make("li", { "data-id": id, class: open ? "tb-now" : "" },
    make("button", { type: "button", class: "tb-past", "data-does": "open" },
      make("b", { dir: "auto" }, name), make("span", {}, `${count} · ${when(at)}`)));
  if (open) item.append(make("div", { class: "tb-pastdo" },
    button("Rename", "rename"), button("Markdown", "markdown"), button("JSON", "json"),
    button("Delete", "delete")));
  return item;
}

function draw() {
  const all = list();
  const feedback = storage.get(FEEDBACK, []).length;
  const rows = all.map((each) => row(each, each.id === current.get()));
  drawer.replaceChildren(
    make("div", { class: "tb-panelbar" }, make("h2", {}, "Conversations"),
      button("×", "close", { class: "tb-icon", "aria-label": "Close the conversations" })),
    make("button", { type: "button", class: "tb-chip tb-fresh" }, "New conversation"),
    rows.length ? make("ul", { class: "tb-pastlist" }, ...rows)
      : make("p", { class: "tb-quiet" }, "What you ask will be listed here."),
    make("footer", {},
      make("p", { class: "tb-quiet" }, "Kept in this browser only."),
      make("button", { type: "button", class: "tb-act tb-settings", "aria-haspopup": "dialog" }, "Settings"),
      ...(feedback ? [button(`Export feedback (${feedback})`, "feedback")] : []),
      ...(rows.length || feedback ? [button("Delete everything", "clear")] : [])),
  );
}

export function toggleDrawer(show) {
  const menu = document.getElementById("tb-menu");
  drawer.hidden = !show;
  document.body.classList.toggle("tb-drawered", show);
  menu?.setAttribute("aria-expanded", String(show));
  if (!show) return;
  draw();
  drawer.querySelector("button")?.focus({ preventScroll: true });
}

function rename(item, conversation) {
  const box = make("input", { class: "tb-rename", "aria-label": "Name of the conversation", maxlength: "80" });
  box.value = conversation.name;
  item.querySelector(".tb-past").replaceWith(box);
  box.focus();
  box.select();
  const done = (kept) => {
    const name = box.value.trim();
    if (kept && name) keep(list().map((each) => each.id === conversation.id ? { ...each, name } : each));
    draw();
  };
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.stopPropagation();
    done(event.key === "Enter");
  });
  box.addEventListener("blur", () => { if (box.isConnected) done(true); });
}

// Deleting asks once more in its own button.
function sure(asked, deed) {
  if (asked.dataset.sure) deed();
  else {
    asked.dataset.sure = "1";
    asked.textContent = "Really delete?";
    setTimeout(() => { if (asked.isConnected) draw(); }, 4000);
  }
}

drawer.addEventListener("click", (event) => {
  const pressed = event.target.closest("button[data-does]");
  if (!pressed) return;
  const item = pressed.closest("li");
  const conversation = list().find((each) => each.id === item?.dataset.id);
  const deeds = {
    close: () => { toggleDrawer(false); document.getElementById("tb-menu")?.focus(); },
    open: () => {
      showTab("chat");
      reopen(conversation.id);
      draw();
      if (matchMedia("(max-width: 1500px)").matches) toggleDrawer(false);
    },
    rename: () => rename(item, conversation),
    markdown: () => save(`${fileName(conversation)}.md`, "text/markdown", asMarkdown(conversation)),
    json: () => save(`${fileName(conversation)}.json`, "application/json", asJson(conversation)),
    delete: () => sure(pressed, () => {
      keep(list().filter((each) => each.id !== conversation.id));
      startOver();
      draw();
    }),
    feedback: () => save("talkbot-feedback.jsonl", "application/x-ndjson", candidates()),
    clear: () => sure(pressed, () => {
      keep([]);
      storage.set(FEEDBACK, []);
      startOver();
      draw();
    }),
  };
  deeds[pressed.dataset.does]?.();
});

// --- Export ---------------------------------------------------------------------------------------

const fileName = ({ name }) =>
  name.normalize("NFKD").replace(/[^\p{Letter}\p{Number}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 50)
  || "conversation";

const KINDS = { abstract: "abstract", bio: "bio", transcript: "said on stage", record: "record" };

const clock = (seconds) => {
  const [hours, minutes, rest] = [seconds / 3600, (seconds % 3600) / 60, seconds % 60].map(Math.floor);
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
};

function asMarkdown({ name, exchanges }) {
  const lines = [`# ${name}`, ""];
  for (const text of exchanges) {
    const { question, answer, problem } = JSON.parse(text);
    lines.push(`## ${question}`, "");
    if (!answer) { lines.push(`*${problem}*`, ""); continue; }
    lines.push(answer.answer.trim(), "");
    if (answer.notice) lines.push(`*${answer.notice}*`, "");
    for (const c of answer.citations) {
      const where = [KINDS[c.field], c.time == null ? "" : clock(c.time), /^https?:/i.test(c.url) ? c.url : ""];
      lines.push(`[${c.n}] ${c.speakers.join(", ")}: *${c.title}*. ${c.shown || `“${c.quote.replace(/\s+/g, " ")}”`} `
        + `(${where.filter(Boolean).join(", ")})`, "");
    }
  }
  return `${lines.join("\n").trim()}\n`;
}

const asJson = ({ name, at, scope, exchanges }) =>
  `${JSON.stringify({ name, at, scope, exchanges: exchanges.map((text) => JSON.parse(text)) }, null, 2)}\n`;

// --- Feedback -------------------------------------------------------------------------------------

const same = (one, other) => one.question === other.question && one.text === other.text;

function judge(turn, verdict, note = "") {
  const all = turnsShown().map((text) => JSON.parse(text));
  const { question, answer } = JSON.parse(turn.querySelector(".tb-data").textContent);
  const at = all.findIndex((each) => each.question === question);
  const entry = {
    at: new Date().toISOString(), verdict, note, question, text: answer.answer,
    history: all.slice(0, Math.max(0, at)).map((each) => each.question),
    scope: scopeNow().toString(), kind: answer.kind, status: answer.status, model: answer.model,
    talk_ids: [...new Set([...answer.talks.map((t) => t.talk_id), ...answer.citations.map((c) => c.talk_id)])],
  };
  const others = storage.get(FEEDBACK, []).filter((each) => !same(each, entry));
  storage.set(FEEDBACK, verdict ? [...others, entry] : others);
  markFeedback();
  spoken.textContent = verdict ? "Thank you. Your feedback is kept in this browser." : "Feedback taken back.";
}

// Every answer shows what was said about it.
export function markFeedback() {
  const all = storage.get(FEEDBACK, []);
  for (const turn of document.querySelectorAll("#tb-chat .tb-turn")) {
    const data = turn.querySelector(".tb-data");
    const { question, answer } = data ? JSON.parse(data.textContent) : {};
    if (!answer) continue;
    const given = all.find((each) => same(each, { question, text: answer.answer }))?.verdict;
    turn.querySelector(".tb-up")?.setAttribute("aria-pressed", String(given === "good"));
    turn.querySelector(".tb-down")?.setAttribute("aria-pressed", String(Boolean(given) && given !== "good"));
  }
}

function askWhy(turn) {
  const open = turn.querySelector(".tb-why");
  if (open) { // pressed once more: never mind
    open.remove();
    return;
  }
  const reasons = [["wrong source", "Wrong source"], ["missing talk", "A talk is missing"], ["wrong", "Not right"]];
  const box = make("input", { "aria-label": "What would be right?", placeholder: "What would be right? (optional)", maxlength: "500" });
  const form = make("form", { class: "tb-why" }, make("p", {}, "What is wrong with it?"),
    ...reasons.map(([value, label]) => make("button", { class: "tb-chip", value }, label)), box);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    judge(turn, event.submitter?.value || "wrong", box.value.trim());
    form.replaceChildren(make("p", { class: "tb-quiet" },
      "Thank you. It is kept in this browser; export it from the list of conversations."));
  });
  turn.querySelector(".tb-actions").after(form);
  form.scrollIntoView({ block: "nearest" });
  form.querySelector("button").focus();
}

// One line each, as the evaluation's questions are written; somebody looks at them before they count.
function candidates() {
  return storage.get(FEEDBACK, []).map((each, i) => JSON.stringify({
    id: `feedback-${each.at.replace(/\D/g, "").slice(0, 14)}-${i + 1}`,
    split: "dev", draft: true, type: each.kind, history: each.history, question: each.question,
    answerable: each.status === "answered", gold_talk_ids: each.verdict === "good" ? each.talk_ids : [],
    feedback: { verdict: each.verdict, note: each.note, shown_talk_ids: each.talk_ids,
      answer: each.text, scope: each.scope, model: each.model, at: each.at },
  })).join("\n") + "\n";
}

// --- The buttons below an answer --------------------------------------------------------------------

async function copy(pressed) {
  const text = pressed.parentElement.querySelector(".tb-copytext").textContent;
  try {
    await navigator.clipboard.writeText(text);
    pressed.firstElementChild.textContent = "Copied";
  } catch {
    pressed.firstElementChild.textContent = "Copying is not allowed here";
  }
  setTimeout(() => { pressed.firstElementChild.textContent = "Copy"; }, 1800);
}

export function act(pressed, ask) {
  const turn = pressed.closest(".tb-turn");
  const keepTurns = [...document.querySelectorAll("#tb-chat .tb-turn")].indexOf(turn);
  const question = turn.querySelector(".tb-question > :last-child").textContent;
  const given = pressed.getAttribute("aria-pressed") === "true";
  const deeds = {
    copy: () => copy(pressed),
    retry: () => ask({ keep: keepTurns, question }),
    edit: () => { tell("rewind", { keep: keepTurns, question }); composer()?.focus(); },
    up: () => judge(turn, given ? "" : "good"),
    down: () => (given ? judge(turn, "") : askWhy(turn)),
  };
  deeds[pressed.dataset.act]?.();
}
