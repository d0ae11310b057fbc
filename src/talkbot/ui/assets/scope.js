// Which talks count: facets with counts, for a conversation and for the talks tab.

import { make, piece, showTab, tell, unreachable } from "./dom.js";
import { openWith } from "./panel.js";

export const scopeNow = () =>
  new URLSearchParams(document.querySelector(".tb-scope")?.dataset.scope ?? "");

export const setScope = (scope) => tell("scope", { query: scope.toString() });

// The facets of a scope, in an element that keeps itself up to date. `search` gives the words typed
// beside it; `changed` is told of every new scope.
export function facetsOf(scope, changed, search = () => "") {
  const element = make("div", { class: "tb-facets" });
  let latest = 0;

  async function draw() {
    const mine = ++latest;
    const query = new URLSearchParams(scope);
    if (search()) query.set("q", search());
    let html;
    try { html = await piece("facets", query); } catch { html = unreachable; }
    if (mine !== latest) return;
    const kept = document.activeElement?.closest(".tb-facets") === element
      ? [document.activeElement.dataset.facet, document.activeElement.dataset.value] : null;
    element.innerHTML = html;
    if (kept) [...element.querySelectorAll("button[data-facet]")]
      .find((b) => b.dataset.facet === kept[0] && b.dataset.value === kept[1])?.focus();
  }

  element.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { facet, value, drop } = button.dataset;
    if (drop) scope.delete(drop);
    else if (facet && button.getAttribute("aria-pressed") === "true") scope.delete(facet);
    else if (facet) scope.set(facet, value);
    else return;
    event.stopPropagation();
    changed(scope);
    draw();
  });
  element.addEventListener("input", async (event) => {
    const list = event.target.nextElementSibling;
    const query = new URLSearchParams(scope);
    query.set("facet", event.target.dataset.facet);
    query.set("like", event.target.value);
    if (search()) query.set("q", search());
    const mine = ++latest;
    try {
      const html = await piece("options", query);
      if (mine === latest) list.innerHTML = html;
    } catch { list.textContent = "The server cannot be reached just now."; }
  });
  element.draw = draw;
  draw();
  return element;
}

export function chooseScope(from) {
  const intro = make("p", { class: "tb-quiet" },
    "Only the talks you choose here are searched, and every answer says so.");
  const facets = facetsOf(scopeNow(), setScope);
  openWith("Which talks", make("div", {}, intro, facets), from);
}

export function dropFilter(name) {
  const scope = scopeNow();
  scope.delete(name);
  setScope(scope);
}

export function about(talk) {
  showTab("chat");
  setScope(new URLSearchParams({ talk }));
}
