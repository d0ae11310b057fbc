// The panel at the side: the words of a source in their place, a talk, or the choice of talks.

import { composer, make, piece, unreachable } from "./dom.js";

export const panel = make("aside", { id: "tb-panel", "aria-label": "Evidence", hidden: "" });
const body = make("div", { id: "tb-panelbody", tabindex: "-1" });
const count = make("p", { "aria-live": "polite" });
const icon = (name, label, sign) =>
  make("button", { type: "button", class: "tb-icon", "data-panel": name, "aria-label": label }, sign);
const previous = icon("previous", "Previous source", "‹");
const next = icon("next", "Next source", "›");
panel.append(
  make("div", { class: "tb-panelbar" }, previous, count, next, icon("close", "Close (Escape)", "×")),
  body,
);

let shown = null; // the source button whose evidence is shown, if any
let opener = null; // where the focus goes back to
let asked = 0; // the latest request: an older answer that comes later is dropped

export function sourceOf(mark) {
  const n = CSS.escape(mark.dataset.n);
  return mark.closest(".tb-turn")?.querySelector(`.tb-source[data-n="${n}"]`);
}

function markActive(source) {
  for (const old of document.querySelectorAll(".tb-active")) old.classList.remove("tb-active");
  if (!source) return;
  source.classList.add("tb-active");
  const n = CSS.escape(source.dataset.n);
  for (const mark of source.closest(".tb-turn").querySelectorAll(`.tb-mark[data-n="${n}"]`))
    mark.classList.add("tb-active");
}

async function fill(address, source, title) {
  shown = source;
  markActive(source);
  const mine = ++asked;
  const all = source ? [...source.closest(".tb-turn").querySelectorAll(".tb-source")] : [];
  const at = all.indexOf(source);
  count.textContent = source ? `Source ${source.dataset.n} of ${all.length}` : title;
  panel.setAttribute("aria-label", source ? "Evidence" : title);
  for (const [button, step] of [[previous, -1], [next, 1]]) {
    button.hidden = all.length < 2;
    button.disabled = !all[at + step];
  }
  let html;
  try {
    html = await piece(address);
  } catch {
    html = unreachable;
  }
  if (mine !== asked) return; // another one was asked for meanwhile
  body.innerHTML = html;
  if (source && html !== unreachable) compare(source.dataset.quote);
  const mark = body.querySelector("mark");
  body.scrollTop = 0;
  if (mark) { // what stands above it stays in sight where there is room for both
    const { top, height } = mark.getBoundingClientRect();
    const offset = top - body.getBoundingClientRect().top;
    body.scrollTop = Math.min(offset - 60, offset + height + 40 - body.clientHeight);
  }
  body.dataset.ready = `talkbot/${address}`;
}

// A formula is drawn; what was written stands in its label.
function wordsOf(element) {
  const copy = element.cloneNode(true);
  for (const formula of copy.querySelectorAll("math"))
    formula.replaceWith(formula.getAttribute("data-tex") ?? formula.textContent);
  return copy.textContent.replace(/\s+/g, " ").trim();
}

// The record may have changed since the answer was written: say so, and keep the quoted words.
function compare(quote) {
  const wanted = quote.replace(/\s+/g, " ").trim();
  const marked = [...body.querySelectorAll("mark")].map((mark) => mark.dataset.quote ?? wordsOf(mark));
  if (marked.includes(wanted) || marked.join(" ") === wanted) return;
  body.prepend(make("p", { class: "tb-changed" },
    `The record no longer has these words, which the answer was checked against: “${quote}”`));
}

function reveal(from) {
  opener = from;
  panel.hidden = false;
  document.body.classList.add("tb-paneled");
}

export async function openSource(source, from) {
  reveal(from);
  await fill(source.dataset.src.replace(/^talkbot\//, ""), source);
  body.focus({ preventScroll: true });
}

export const openTalk = (talk, from) =>
  openPiece("Talk", `talk?talk=${encodeURIComponent(talk)}`, panel.contains(from) ? opener : from);

export async function openPiece(title, address, from) {
  reveal(from);
  await fill(address, null, title);
  body.focus({ preventScroll: true });
}

// Another part of the page shows something of its own here.
export function openWith(title, content, from) {
  reveal(from);
  shown = null;
  asked += 1;
  markActive(null);
  count.textContent = title;
  panel.setAttribute("aria-label", title);
  previous.hidden = next.hidden = true;
  delete body.dataset.ready;
  body.replaceChildren(content);
  body.scrollTop = 0;
  body.focus({ preventScroll: true });
}

export function closePanel(back = true) {
  if (panel.hidden) return;
  panel.hidden = true;
  body.querySelector(".tb-player :is(iframe, video)")?.remove();
  document.body.classList.remove("tb-paneled");
  markActive(null);
  shown = null;
  if (back) (opener?.isConnected && opener.checkVisibility() ? opener : composer())
    ?.focus({ preventScroll: true });
}

// The next answer takes over the elements of this one: the panel stays, without its place in it.
export function leaveTurn() {
  shown = null;
  opener = null;
  previous.hidden = next.hidden = true;
  markActive(null);
}

function step(distance) {
  const all = [...shown.closest(".tb-turn").querySelectorAll(".tb-source")];
  const target = all[all.indexOf(shown) + distance];
  if (target) fill(target.dataset.src.replace(/^talkbot\//, ""), target);
}

panel.addEventListener("click", (event) => {
  const name = event.target.closest?.("[data-panel]")?.dataset.panel;
  if (name === "close") closePanel();
  else if (name === "previous") step(-1);
  else if (name === "next") step(1);
});

// --- The player: nothing is loaded before this click ---------------------------------------------

export function play(player, second) {
  const address = player.dataset.address.replace("{at}", String(second));
  let screen = player.querySelector("iframe, video");
  if (screen?.tagName === "VIDEO") {
    screen.currentTime = second;
    screen.play().catch(() => { /* the reader presses play */ });
  } else if (screen) screen.src = address;
  else {
    screen = player.dataset.kind === "frame"
      // The host wants to know which site shows its player; the address itself stays private.
      ? make("iframe", { src: address, title: "Recording", allow: "autoplay; fullscreen",
          referrerpolicy: "strict-origin-when-cross-origin",
          sandbox: "allow-scripts allow-same-origin allow-popups allow-presentation" })
      : make("video", { src: address, controls: "", autoplay: "", "aria-label": "Recording" });
    player.replaceChildren(screen);
    screen.focus();
  }
}

// --- The quote on hover and focus ----------------------------------------------------------------

export const tip = make("div", { id: "tb-tip", role: "tooltip", hidden: "" });

export function showTip(mark) {
  const source = sourceOf(mark);
  if (!source) return;
  const { title, who, kind } = source.dataset;
  const quote = source.dataset.shown || source.dataset.quote;
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

export function hideTip() {
  tip.hidden = true;
}
