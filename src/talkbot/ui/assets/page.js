// What the page does in the browser: quotes on hover, the evidence panel, the page's own buttons.
// Text is only ever set as text; the HTML of the panel comes escaped from the server.

const $ = (id) => document.getElementById(id);
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

// --- Gradio -----------------------------------------------------------------------------------

function tell(name, detail = {}) {
  $("tb-bridge")?.querySelector("[id^=html-]")
    ?.dispatchEvent(new CustomEvent(`talkbot:${name}`, { detail }));
}

const composer = () => document.querySelector("#tb-box textarea");

function showChat() {
  const tab = $("tb-chat-button");
  if (tab?.getAttribute("aria-selected") !== "true") tab?.click();
}

// --- Theme ------------------------------------------------------------------------------------

const storage = {
  get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* private mode */ } },
};

function setTheme(dark) {
  document.body.classList.toggle("dark", dark);
  document.documentElement.classList.toggle("dark", dark);
}

const wished = storage.get("talkbot-theme");
const system = matchMedia("(prefers-color-scheme: dark)");
const wantsDark = () => (storage.get("talkbot-theme") ?? (system.matches ? "dark" : "light")) === "dark";
setTheme(wantsDark());
system.addEventListener("change", () => setTheme(wantsDark()));

// --- Sources ----------------------------------------------------------------------------------

function sourceOf(mark) {
  const n = CSS.escape(mark.dataset.n);
  return mark.closest(".tb-turn")?.querySelector(`.tb-source[data-n="${n}"]`);
}

function squeeze(text) {
  return text.replace(/\s+/g, " ").trim();
}

// --- The quote on hover and focus ---------------------------------------------------------------

const tip = make("div", { id: "tb-tip", role: "tooltip", hidden: "" });

function showTip(mark) {
  const source = sourceOf(mark);
  if (!source) return;
  const { quote, title, who, kind } = source.dataset;
  const short = quote.length > 420 ? `${quote.slice(0, 420)}…` : quote;
  tip.replaceChildren(
    make("q", { dir: "auto" }, short),
    make("p", { dir: "auto" }, make("b", {}, title), who ? ` · ${who}` : "", make("br"), kind),
  );
  tip.hidden = false;
  mark.setAttribute("aria-describedby", "tb-tip");
  const at = mark.getBoundingClientRect();
  const box = tip.getBoundingClientRect();
  const left = Math.min(Math.max(12, at.left - 24), innerWidth - box.width - 12);
  const above = at.top - box.height - 10;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 66 ? above : at.bottom + 10}px`;
}

function hideTip() {
  tip.hidden = true;
}

// --- The evidence panel -------------------------------------------------------------------------

const panel = make("aside", { id: "tb-panel", "aria-label": "Evidence", hidden: "" });
const panelBody = make("div", { id: "tb-panelbody", tabindex: "-1" });
const panelCount = make("p", { "aria-live": "polite" });
const panelButton = (name, label, sign) =>
  make("button", { type: "button", class: "tb-icon", "data-panel": name, "aria-label": label }, sign);
const previous = panelButton("previous", "Previous source", "‹");
const next = panelButton("next", "Next source", "›");
panel.append(
  make("div", { class: "tb-panelbar" }, previous, panelCount, next,
    panelButton("close", "Close (Escape)", "×")),
  panelBody,
);

let shown = null; // the source button whose evidence is shown, if any
let opener = null; // where the focus goes back to

function markActive(source) {
  for (const old of document.querySelectorAll(".tb-active")) old.classList.remove("tb-active");
  if (!source) return;
  source.classList.add("tb-active");
  const n = CSS.escape(source.dataset.n);
  for (const mark of source.closest(".tb-turn").querySelectorAll(`.tb-mark[data-n="${n}"]`))
    mark.classList.add("tb-active");
}

async function fill(address, source) {
  shown = source;
  markActive(source);
  const all = source ? [...source.closest(".tb-turn").querySelectorAll(".tb-source")] : [];
  const at = all.indexOf(source);
  panelCount.textContent = source ? `Source ${source.dataset.n} of ${all.length}` : "Talk";
  for (const [button, step] of [[previous, -1], [next, 1]]) {
    button.hidden = all.length < 2;
    button.disabled = !all[at + step];
  }
  let html;
  try {
    html = await (await fetch(address)).text();
  } catch {
    html = "<p class='tb-changed'>The server cannot be reached just now.</p>";
  }
  if (source !== shown) return; // another one was asked for meanwhile
  panelBody.innerHTML = html;
  if (source) compare(source.dataset.quote);
  const mark = panelBody.querySelector("mark");
  panelBody.scrollTop = 0;
  if (mark) {
    const offset = mark.getBoundingClientRect().top - panelBody.getBoundingClientRect().top;
    if (offset > panelBody.clientHeight * 0.6)
      panelBody.scrollTop = offset - panelBody.clientHeight / 3;
  }
  panelBody.dataset.ready = address;
}

// The record may have changed since the answer was written: say so, and keep the quoted words.
function compare(quote) {
  const marked = [...panelBody.querySelectorAll("mark")].map((mark) => mark.textContent);
  if (marked.some((text) => squeeze(text) === squeeze(quote))) return;
  if (squeeze(marked.join(" ")) === squeeze(quote)) return;
  panelBody.prepend(make("p", { class: "tb-changed" },
    `The record no longer has these words, which the answer was checked against: “${quote}”`));
}

async function open(address, source, from) {
  hideTip();
  opener = from;
  panel.hidden = false;
  document.body.classList.add("tb-paneled");
  await fill(address, source);
  panelBody.focus({ preventScroll: true });
}

function close() {
  if (panel.hidden) return;
  panel.hidden = true;
  document.body.classList.remove("tb-paneled");
  markActive(null);
  shown = null;
  (opener?.isConnected ? opener : composer())?.focus({ preventScroll: true });
}

// The next answer takes over the elements of this one: the panel stays, without its place in it.
function leave() {
  shown = null;
  opener = null;
  previous.hidden = next.hidden = true;
  markActive(null);
}

function step(distance) {
  const all = [...shown.closest(".tb-turn").querySelectorAll(".tb-source")];
  const target = all[all.indexOf(shown) + distance];
  if (target) fill(target.dataset.src, target);
}

// --- Clicks, keys, hovering ---------------------------------------------------------------------

async function copy(button) {
  const text = button.parentElement.querySelector(".tb-copytext").textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Copying is not allowed here";
  }
  setTimeout(() => { button.textContent = "Copy"; }, 1800);
}

function ask(question) {
  showChat();
  tell("ask", { question });
}

function about(talk) {
  showChat();
  tell("about", { talk });
  if (matchMedia("(max-width: 760px)").matches) close();
  composer()?.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (!button) return;
  if (button.matches(".tb-mark")) {
    const source = sourceOf(button);
    if (source) open(source.dataset.src, source, button);
  } else if (button.matches(".tb-source")) open(button.dataset.src, button, button);
  else if (button.matches(".tb-open")) {
    open(`talkbot/talk?talk=${encodeURIComponent(button.dataset.talk)}`, null,
      panel.contains(button) ? opener : button);
  } else if (button.dataset.about) about(button.dataset.about);
  else if (button.dataset.ask) ask(button.dataset.ask);
  else if (button.matches(".tb-unscope")) tell("about", { talk: "" });
  else if (button.matches(".tb-fresh")) {
    close();
    showChat();
    tell("fresh");
    composer()?.focus();
  }
  else if (button.matches(".tb-copy")) copy(button);
  else if (button.id === "tb-theme") {
    const dark = !document.body.classList.contains("dark");
    storage.set("talkbot-theme", dark ? "dark" : "light");
    setTheme(dark);
  } else if (button.dataset.panel === "close") close();
  else if (button.dataset.panel === "previous") step(-1);
  else if (button.dataset.panel === "next") step(1);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (!tip.hidden) hideTip();
  close();
});
document.addEventListener("mouseover", (event) => {
  const mark = event.target.closest?.("button.tb-mark");
  if (mark) showTip(mark);
  else hideTip();
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("button.tb-mark:focus-visible")) showTip(event.target);
  else hideTip();
});
addEventListener("scroll", hideTip, { passive: true });

// --- What streams in ----------------------------------------------------------------------------

const spoken = make("div", { class: "tb-hidden", role: "status", "aria-live": "polite" });

function follow(live) {
  let busy = null;
  new MutationObserver(() => {
    const turn = live.querySelector(".tb-turn");
    const now = turn?.hasAttribute("aria-busy") ?? false;
    if (now && !busy) {
      leave();
      turn.scrollIntoView({ block: "start", behavior: "instant" });
      spoken.textContent = "Working on the answer.";
    }
    if (!now && busy)
      spoken.textContent = turn?.querySelector(".tb-text")?.textContent.trim() ?? "";
    busy = now;
  }).observe(live, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-busy"] });
}

// Gradio gives its icon buttons no names.
function nameButtons() {
  for (const [css, label] of [[".submit-button", "Send"], [".stop-button", "Stop"]])
    document.querySelector(`#tb-box ${css}`)?.setAttribute("aria-label", label);
}

function start() {
  const live = $("tb-live");
  if (!live || !composer()) {
    requestAnimationFrame(start);
    return;
  }
  document.querySelector(".gradio-container").append(panel, tip, spoken);
  setTheme(wantsDark());
  follow(live);
  nameButtons();
  new MutationObserver(nameButtons).observe($("tb-box"), { subtree: true, childList: true });
  if (matchMedia("(hover: hover)").matches) composer().focus({ preventScroll: true });
}
start();
