// What the page does in the browser: the page's own buttons, tabs, theme, what streams in.

import { $, composer, make, piece, showTab, spoken, storage, tell } from "./dom.js";
import { closePanel, hideTip, leaveTurn, openPiece, openSource, openTalk, panel, play, showTip, sourceOf, tip } from "./panel.js";
import { act, drawer, finished, markFeedback, openLast, startOver, toggleDrawer } from "./past.js";
import { about, chooseScope, dropFilter, scopeNow } from "./scope.js";

// --- Theme ------------------------------------------------------------------------------------

function setTheme(dark) {
  document.body.classList.toggle("dark", dark);
  document.documentElement.classList.toggle("dark", dark);
}

const system = matchMedia("(prefers-color-scheme: dark)");
const wantsDark = () => (storage.get("talkbot-theme") ?? (system.matches ? "dark" : "light")) === "dark";
setTheme(wantsDark());
system.addEventListener("change", () => setTheme(wantsDark()));

// --- Tabs: each view is drawn when it is first shown --------------------------------------------

const views = {
  talks: async (view) => (await import("./talks.js")).drawTalks(view),
  map: async (view) => (await import("./map.js")).drawMap(view),
  add: async (view) => (await import("./add.js")).drawAdd(view),
  measured: async (view) => (await import("./measured.js")).drawEvaluation(view),
};

const drawing = {};
const drawn = (name) => drawing[name] ??= (async () => {
  const view = views[name] ? $(`tb-${name}`) : null;
  if (view) await views[name](view);
  return view;
})();

// The address names the view, so that it can be linked to and the browser's back button works.
async function follow() {
  const [name, value] = location.hash.slice(1).split("=");
  const tab = { talk: "talks", "": "chat" }[name] ?? name;
  if (!$(`tb-${tab}-button`)) return;
  showTab(tab);
  const view = await drawn(tab);
  if (tab === "talks") view?.show(name === "talk" ? decodeURIComponent(value ?? "") : "");
}

document.addEventListener("talkbot-tab", ({ detail: name }) => {
  closePanel(false);
  hideTip();
  if (name !== "chat") drawn(name).then((view) => view?.shown?.());
  const named = location.hash.slice(1).split("=")[0];
  if ((({ talk: "talks", "": "chat" })[named] ?? named) === name) return;
  history.pushState({}, "", name === "chat" ? location.pathname + location.search : `#${name}`);
});

// --- Clicks, keys, hovering ---------------------------------------------------------------------

// One question at a time. The answer before stands there a little sooner than its end is told, and
// a question sent in between would be swallowed.
async function ask(detail) {
  showTab("chat");
  while (!document.querySelector("#tb-box .submit-button")) {
    if (document.querySelector("#tb-live [aria-busy]")) return;
    await new Promise(requestAnimationFrame);
  }
  tell("ask", detail);
}

document.addEventListener("talkbot-send", ({ detail }) => {
  if (detail.trim()) ask({ question: detail });
});

// A question that was taken leaves the box; one that was not stays, to be changed.
function taken(question) {
  const box = composer();
  if (box.value.trim() !== question) return;
  box.value = "";
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const time = event.target.closest?.("a[data-at]");
  const player = time?.closest("#tb-panelbody, #tb-talkpage")?.querySelector(".tb-player");
  if (player?.querySelector("iframe, video")) {
    event.preventDefault();
    play(player, Number(time.dataset.at));
    player.scrollIntoView({ block: "nearest" });
    return;
  }
  const title = event.target.closest?.("a.tb-name");
  if (title && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openTalk(title.dataset.talk, title);
    return;
  }
  const button = event.target.closest?.("button");
  if (!button) return;
  const { dataset } = button;
  if (button.matches("[role=tab]")) showTab(button.id.slice(3, -7));
  if (button.matches(".tb-mark")) {
    const source = sourceOf(button);
    hideTip();
    if (source) openSource(source, button);
  } else if (button.matches(".tb-source")) openSource(button, button);
  else if (button.matches(".tb-open")) openTalk(dataset.talk, button);
  else if (button.matches(".tb-play")) play(button.closest(".tb-player"), Number(dataset.at));
  else if (dataset.about) {
    about(dataset.about);
    if (matchMedia("(max-width: 760px)").matches) closePanel();
    composer()?.focus();
  } else if (dataset.ask) ask({ question: dataset.ask });
  else if (dataset.drop) dropFilter(dataset.drop);
  else if (button.matches(".tb-narrow")) chooseScope(button);
  else if (button.matches(".tb-model, .tb-settings")) {
    toggleDrawer(false);
    showTab("chat");
    openPiece("Settings", "settings", button);
  }
  else if (button.matches(".tb-fresh")) {
    closePanel();
    toggleDrawer(false);
    showTab("chat");
    startOver();
    composer()?.focus();
  } else if (button.id === "tb-menu") toggleDrawer(drawer.hidden);
  else if (dataset.act) act(button, ask);
  else if (button.id === "tb-theme") {
    const dark = !document.body.classList.contains("dark");
    storage.set("talkbot-theme", dark ? "dark" : "light");
    setTheme(dark);
  }
});

document.addEventListener("keydown", (event) => {
  const tabs = event.target.closest?.("[role=tablist]") ? [...event.target.parentElement.children] : [];
  const to = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (tabs.length && to) {
    const tab = tabs.at((tabs.indexOf(event.target) + to) % tabs.length);
    showTab(tab.id.slice(3, -7));
    tab.focus();
  }
  if (event.key !== "Escape") return;
  if (!tip.hidden) hideTip();
  if (!drawer.hidden) {
    toggleDrawer(false);
    $("tb-menu")?.focus();
  } else closePanel();
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
addEventListener("popstate", follow);

// --- What streams in ----------------------------------------------------------------------------

function watch(live) {
  let busy = null;
  new MutationObserver(() => {
    const turn = live.querySelector(".tb-turn");
    const now = turn?.hasAttribute("aria-busy") ?? false;
    if (now && !busy) {
      leaveTurn();
      taken(turn.querySelector(".tb-question > :last-child").textContent);
      turn.scrollIntoView({ block: "start", behavior: "instant" });
      spoken.textContent = "Working on the answer.";
    }
    if (!now && busy) {
      spoken.textContent = turn?.querySelector(".tb-text")?.textContent.trim() ?? "";
      finished();
    }
    if (!now && turn) markFeedback();
    busy = now;
  }).observe(live, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-busy"] });
}

// --- The server may be restarted under an open page: it then knows nothing of the conversation ----

const away = make("p", { id: "tb-away", role: "status", hidden: "" },
  "The server cannot be reached. Trying again…");
let started = null;
let known; // the state of the collection that the page shows
let checked = 0;

async function check() {
  checked = Date.now();
  known ??= document.querySelector(".tb-header")?.dataset.generation;
  if (known === undefined) return; // too early: nothing is shown yet
  try {
    const [now, generation] = (await piece("alive")).split(" ");
    if (started && now !== started) openLast();
    if (generation !== known) renew(generation);
    started = now;
    away.hidden = true;
  } catch {
    away.hidden = false;
  }
}

// Talks came or went: what shows them is drawn anew, a conversation stays.
function renew(generation) {
  known = generation;
  tell("refresh", { query: scopeNow().toString(), welcome: !document.querySelector(".tb-turn") });
  delete drawing.map;
  drawing.talks?.then((view) => view?.renew());
}
document.addEventListener("talkbot-collection", check);

const checkSoon = () => { if (Date.now() - checked > 1000 && !document.hidden) check(); };
setInterval(() => { if (Date.now() - checked > 4000) checkSoon(); }, 1000);
addEventListener("focus", checkSoon);
addEventListener("input", checkSoon);

// Gradio gives its icon buttons no names.
function nameButtons() {
  for (const [css, label] of [[".submit-button", "Send"], [".stop-button", "Stop"]])
    document.querySelector(`#tb-box ${css}`)?.setAttribute("aria-label", label);
}

// What is beside the box is made and styled once the box can be used.
function beside() {
  document.querySelector(".gradio-container").append(drawer, panel, tip, away, spoken);
  const looks = ["answer", "views"].map((name) => new Promise((done) => {
    const sheet = make("link", { rel: "stylesheet", href: new URL(`${name}.css`, import.meta.url).href });
    for (const end of ["load", "error"]) sheet.addEventListener(end, done);
    document.head.append(sheet);
  }));
  looks[0].then(openLast);
  Promise.all(looks).then(follow);
  check();
}

function start() {
  const live = $("tb-live");
  if (!live || !composer()) {
    setTimeout(start, 15); // a frame asked for would be drawn
    return;
  }
  setTheme(wantsDark());
  watch(live);
  nameButtons();
  new MutationObserver(nameButtons).observe($("tb-box"), { subtree: true, childList: true });
  for (const [name, value] of [["role", "tabpanel"], ["aria-labelledby", "tb-chat-button"]])
    $("tb-chat").setAttribute(name, value);
  if (matchMedia("(hover: hover)").matches) composer().focus({ preventScroll: true });
  requestAnimationFrame(() => setTimeout(beside)); // after the first picture of it
}
start();
