// Small things that every part of the page uses. Text is only ever set as text; HTML comes escaped
// from the server.

export const $ = (id) => document.getElementById(id);

export const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

// To Gradio's events, through the bridge of page.py.
export function tell(name, detail = {}) {
  $("tb-bridge")?.querySelector("[id^=html-]")
    ?.dispatchEvent(new CustomEvent(`talkbot:${name}`, { detail }));
}

export const composer = () => document.querySelector("#tb-box textarea");

// Each view stands where it was scrolled to.
const scrolled = {};

export function showTab(name) {
  const tab = $(`tb-${name}-button`);
  const before = document.querySelector("[role=tab][aria-selected=true]");
  if (!tab || tab === before) return;
  scrolled[before.id] = scrollY;
  for (const each of tab.parentElement.children) {
    each.setAttribute("aria-selected", String(each === tab));
    each.tabIndex = each === tab ? 0 : -1;
    $(each.getAttribute("aria-controls")).hidden = each !== tab;
  }
  scrollTo({ top: scrolled[tab.id] ?? 0, behavior: "instant" });
  document.dispatchEvent(new CustomEvent("talkbot-tab", { detail: name }));
}

// What a screen reader should hear, once.
export const spoken = make("div", { class: "tb-hidden", role: "status", "aria-live": "polite" });

export async function piece(path, parameters) {
  const query = parameters ? `?${new URLSearchParams(parameters)}` : "";
  const response = await fetch(`talkbot/${path}${query}`);
  if (!response.ok) throw new Error(String(response.status));
  return response.text();
}

export const unreachable = "<p class='tb-changed'>The server cannot be reached just now.</p>";

export const storage = {
  get(key, otherwise = null) {
    try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; }
  },
  // Whether it was kept: a browser may refuse, or be full.
  set(key, value) {
    try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
  },
};

export function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const anchor = make("a", { href: address, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
