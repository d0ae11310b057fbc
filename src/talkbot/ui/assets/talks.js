// The talks tab: search while typing, facets, and a page for every talk.

import { composer, make, piece, showTab, unreachable } from "./dom.js";
import { facetsOf, setScope } from "./scope.js";

export function drawTalks(view) {
  const scope = new URLSearchParams();
  const box = make("input", {
    id: "tb-search", type: "search", autocomplete: "off", maxlength: "200",
    placeholder: "Search the talks…", "aria-label": "Search the talks",
  });
  const found = make("div", { id: "tb-found" });
  const page = make("article", { id: "tb-talkpage", hidden: "" });
  const refine = make("button", { type: "button", class: "tb-chip tb-refine", "aria-expanded": "false" }, "Filters");
  const facets = facetsOf(scope, () => {
    refine.textContent = scope.size ? `Filters · ${scope.size}` : "Filters";
    search();
  }, () => box.value.trim());
  const side = make("aside", { class: "tb-side", "aria-label": "Filters" }, facets);
  const list = make("div", { class: "tb-talkslist" },
    make("div", { class: "tb-searchline" }, box, refine),
    make("div", { class: "tb-columns" }, side, found));
  view.replaceChildren(list, page);

  let latest = 0;
  let timer = 0;
  let place = 0; // where the list was scrolled to

  const query = (start = 0) => {
    const parameters = new URLSearchParams(scope);
    if (box.value.trim()) parameters.set("q", box.value.trim());
    if (start) parameters.set("start", start);
    return parameters;
  };

  async function search() {
    const mine = ++latest;
    let html;
    try { html = await piece("talks", query()); } catch { html = unreachable; }
    if (mine === latest) found.innerHTML = html;
  }

  async function more(button) {
    button.disabled = true;
    let html;
    try { html = await piece("talks", query(Number(button.dataset.start))); } catch { html = unreachable; }
    const rest = make("template");
    rest.innerHTML = html;
    const list = found.querySelector(".tb-browse");
    const first = rest.content.querySelector(".tb-open");
    list.append(...rest.content.querySelectorAll(".tb-card"));
    button.replaceWith(...rest.content.querySelectorAll(".tb-page, .tb-changed"));
    first?.focus({ preventScroll: true });
  }

  async function show(talk) {
    if (!talk) {
      page.hidden = true;
      page.replaceChildren();
      list.hidden = false;
      scrollTo(0, place);
      return;
    }
    if (page.hidden) place = scrollY;
    let html;
    try { html = await piece("talk", { talk }); } catch { html = unreachable; }
    page.innerHTML = html;
    page.prepend(make("button", { type: "button", class: "tb-chip tb-back" }, "‹ All talks"));
    list.hidden = true;
    page.hidden = false;
    scrollTo(0, 0);
    const title = page.querySelector(".tb-paneltitle");
    title?.setAttribute("tabindex", "-1");
    title?.focus({ preventScroll: true });
  }

  const go = (talk) => {
    history.pushState({}, "", talk ? `#talk=${encodeURIComponent(talk)}` : "#talks");
    return show(talk);
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { search(); facets.draw(); }, 60);
  });
  view.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".tb-open")) go(button.dataset.talk);
    else if (button.matches(".tb-back")) go("");
    else if (button.matches(".tb-page")) more(button);
    else if (button.matches(".tb-askthese")) {
      showTab("chat");
      setScope(scope);
      composer()?.focus();
    } else if (button.matches(".tb-refine")) {
      const open = side.classList.toggle("tb-shown");
      button.setAttribute("aria-expanded", String(open));
    } else return;
    event.stopPropagation();
  });
  view.show = show;
  view.renew = () => { search(); facets.draw(); };
  search();
}
