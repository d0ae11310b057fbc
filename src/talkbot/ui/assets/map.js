// The map: every talk as a point, near ones alike; hover for the title, click for the talk.

import { make, piece, spoken, unreachable } from "./dom.js";
import { openTalk } from "./panel.js";

const COLOURS = {
  light: ["#17695c", "#c2553a", "#3f62a8", "#a8761a", "#8a4a8f", "#4c8a2e", "#b23a68", "#2b8a9e", "#6d5a46", "#5a5fc0"],
  dark: ["#7fccb9", "#f0937a", "#8fb0f0", "#e6bf66", "#d19ad6", "#a3d483", "#f08fb5", "#7dd0e3", "#c9b49c", "#b0b3f5"],
};

const NAMED = 60; // up to so many talks, each has its title beside its point

// The talks of the last answer, as the conversation shows them.
function answered() {
  const data = [...document.querySelectorAll("#tb-chat .tb-turn .tb-data")].at(-1);
  const answer = data ? JSON.parse(data.textContent).answer : null;
  if (!answer) return new Set();
  const talks = answer.talks.length ? answer.talks : answer.nearest;
  return new Set([...talks.map((t) => t.talk_id), ...answer.citations.map((c) => c.talk_id)]);
}

export async function drawMap(view) {
  const wait = make("p", { class: "tb-quiet tb-wait", role: "status" }, "Drawing the map of the talks…");
  view.replaceChildren(wait);
  let map;
  try { map = JSON.parse(await piece("map")); } catch { view.innerHTML = unreachable; return; }

  const canvas = make("canvas", { tabindex: "0", role: "application", "aria-label":
    `Map of ${map.ids.length} talks. Arrow keys go from talk to talk, Enter opens one.` });
  const label = make("p", { class: "tb-maptip", hidden: "" });
  const by = make("div", { class: "tb-mapby", role: "group", "aria-label": "Colour by" });
  const legend = make("ul", { class: "tb-legend", "aria-label": "Colours" });
  const lit = make("p", { class: "tb-quiet tb-lit", role: "status" });
  const stage = make("div", { class: "tb-stage" }, canvas, label);
  view.replaceChildren(make("div", { class: "tb-mapbar" }, by, lit), make("div", { class: "tb-mapbox" }, stage, legend));

  // One region says nothing: another colouring is shown first, or all talks in one colour.
  const several = map.colourings.filter((each) => new Set(each.of).size > 1);
  const regions = several.includes(map.colourings[0]);
  let colouring = several[0] ?? map.colourings[0];
  let only = null; // the colour whose talks alone are shown in full
  let current = -1; // the point under the pointer or reached by keys
  const lastAnswer = () => {
    const found = map.ids.filter((id) => answered().has(id));
    return new Set(found.length < map.ids.length ? found : []); // all of them tells nothing
  };
  let shown = lastAnswer();
  let points = [];

  by.hidden = several.length < 2;
  legend.hidden = !several.length;
  for (const each of several) {
    const button = make("button", { type: "button", class: "tb-chip", "aria-pressed": String(each === colouring) }, each.name);
    button.addEventListener("click", () => {
      colouring = each;
      only = null;
      for (const other of by.children) other.setAttribute("aria-pressed", String(other === button));
      explain();
      draw();
    });
    by.append(button);
  }

  function explain() {
    const palette = COLOURS[document.body.classList.contains("dark") ? "dark" : "light"];
    const counts = colouring.values.map((_, value) => colouring.of.filter((each) => each === value).length);
    legend.replaceChildren(...colouring.values.map((text, value) => {
      const dot = make("span", { class: "tb-dot", "aria-hidden": "true" });
      dot.style.background = palette[value % palette.length];
      const button = make("button", { type: "button", class: "tb-option", "aria-pressed": String(only === value) },
        dot, make("span", { dir: "auto" }, text), make("span", { class: "tb-tally" }, String(counts[value])));
      button.addEventListener("click", () => { only = only === value ? null : value; explain(); draw();
        legend.children[value]?.querySelector("button").focus(); });
      return make("li", {}, button);
    }));
    lit.textContent = shown.size
      ? `The ${shown.size === 1 ? "talk" : `${shown.size} talks`} of the last answer ${shown.size === 1 ? "is" : "are"} ringed.`
      : "Talks that are alike lie together. Press one to read it.";
  }

  function draw() {
    const { clientWidth: width, clientHeight: height } = stage; // whole pixels keep the words sharp
    if (!width) return;
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const dark = document.body.classList.contains("dark");
    const palette = COLOURS[dark ? "dark" : "light"];
    const style = getComputedStyle(document.querySelector(".gradio-container"));
    const ink = style.getPropertyValue("--tb-ink");
    const paper = style.getPropertyValue("--tb-page");
    const size = map.ids.length > 3000 ? 2.2 : map.ids.length > 400 ? 3.5 : 6;
    const edge = 34;
    const at = (x, y) => [edge + x * (width - 2 * edge), edge + (1 - y) * (height - 2 * edge)];
    points = map.places.map(([x, y]) => at(x, y));
    points.forEach(([x, y], i) => {
      const faded = only !== null && colouring.of[i] !== only;
      pen.globalAlpha = faded ? 0.12 : 0.85;
      pen.fillStyle = palette[colouring.of[i] % palette.length];
      pen.beginPath();
      pen.arc(x, y, size, 0, 7);
      pen.fill();
    });
    pen.globalAlpha = 1;
    const ring = (i, radius, thick) => {
      const [x, y] = points[i];
      pen.strokeStyle = ink;
      pen.lineWidth = thick;
      pen.beginPath();
      pen.arc(x, y, radius, 0, 7);
      pen.stroke();
    };
    map.ids.forEach((id, i) => { if (shown.has(id)) ring(i, size + 4, 2); });
    pen.textAlign = "center";
    pen.lineJoin = "round";
    pen.font = `600 14px ${style.fontFamily}`;
    const taken = [];
    if (regions) map.labels.forEach((group, value) => {
      const inside = points.filter((_, i) => map.colourings[0].of[i] === value);
      if (inside.length) taken.push(nameRegion(pen, group, inside, taken, size, width, height, { ink, paper }));
    });
    if (map.ids.length <= NAMED) nameTalks(pen, taken, size, width, height, { ink, paper, style });
    if (current >= 0) ring(current, size + 2, 2.5);
    canvas.dataset.drawn = String(points.length);
  }

  // A region's name stands where it covers the fewest points and no other name: above, below, inside.
  function nameRegion(pen, group, inside, taken, size, width, height, { ink, paper }) {
    const half = pen.measureText(group.text).width / 2 + 6;
    const [xs, ys] = [0, 1].map((axis) => inside.map((each) => each[axis]).sort((a, b) => a - b));
    const middle = (list, part) => list[Math.floor((list.length - 1) * part)];
    let best = null;
    for (const [row, part] of [0, 0.5, 1, 0.25, 0.75].entries())
      for (const [column, along] of [0.5, 0.3, 0.7].entries()) {
        const x = Math.min(Math.max(half, middle(xs, along)), width - half);
        const shift = part === 0 ? -size - 9 : part === 1 ? size + 20 : 5;
        const y = Math.min(Math.max(18, middle(ys, part) + shift), height - 8);
        const covered = points.filter(([px, py]) => Math.abs(px - x) < half + size && Math.abs(py - y + 5) < 10 + size);
        const names = taken.filter((t) => Math.abs(t.x - x) < t.half + half && Math.abs(t.y - y) < 20);
        const cost = covered.length + 30 * names.length + 0.3 * row + 0.1 * column;
        if (!best || cost < best.cost) best = { x, y, half, cost };
      }
    pen.strokeStyle = paper;
    pen.lineWidth = 5;
    pen.strokeText(group.text, best.x, best.y);
    pen.fillStyle = ink;
    pen.fillText(group.text, best.x, best.y);
    return best;
  }

  // In a small collection the points can say what they are; a name that would cover another is left.
  function nameTalks(pen, taken, size, width, height, { ink, paper, style }) {
    pen.font = `13px ${style.fontFamily}`;
    let named = 0;
    map.titles.forEach((title, i) => {
      // Isolated, so that the dots of a cut title in Arabic stand at its end, which is left.
      const cut = title.length > 34 ? `${title.slice(0, 34).replace(/[\s,:;–—-]+\S*$/, "")}…` : title;
      const text = `\u2068${cut}\u2069`;
      const half = pen.measureText(text).width / 2 + 4;
      const x = Math.min(Math.max(half, points[i][0]), width - half);
      const y = points[i][1] + size + 17;
      const free = y < height - 4
        && !taken.some((t) => Math.abs(t.x - x) < t.half + half && Math.abs(t.y - y) < 20)
        && !points.some(([px, py], other) => other !== i && Math.abs(px - x) < half + size && Math.abs(py - y + 4) < 19);
      if (!free) return;
      taken.push({ x, y, half });
      pen.strokeStyle = paper;
      pen.lineWidth = 4;
      pen.strokeText(text, x, y);
      pen.globalAlpha = only !== null && colouring.of[i] !== only ? 0.25 : 0.8;
      pen.fillStyle = ink;
      pen.fillText(text, x, y);
      pen.globalAlpha = 1;
      named += 1;
    });
    canvas.dataset.named = String(named);
  }

  function point(i, said) {
    current = i;
    label.hidden = i < 0;
    canvas.style.cursor = i < 0 ? "default" : "pointer";
    draw();
    if (i < 0) return;
    const [x, y] = points[i];
    label.replaceChildren(make("b", { dir: "auto" }, map.titles[i]), make("span", { dir: "auto" }, map.who[i]));
    const { width, height } = stage.getBoundingClientRect();
    label.style.left = `${Math.min(Math.max(0, x - 130), width - label.offsetWidth)}px`;
    label.style.top = y > height / 2 ? `${y - label.offsetHeight - 14}px` : `${y + 16}px`;
    if (said) spoken.textContent = `${map.titles[i]}, ${map.who[i]}`;
  }

  function nearest(x, y, reach) {
    let best = -1;
    let least = reach * reach;
    points.forEach(([px, py], i) => {
      const gap = (px - x) ** 2 + (py - y) ** 2;
      if (gap < least) { least = gap; best = i; }
    });
    return best;
  }

  // The nearest point within the quarter of the plane that an arrow key names.
  function towards(dx, dy) {
    if (current < 0) return nearest(canvas.clientWidth / 2, canvas.clientHeight / 2, 1e6);
    const [x, y] = points[current];
    let best = current;
    let least = Infinity;
    points.forEach(([px, py], i) => {
      const along = (px - x) * dx + (py - y) * dy;
      const aside = Math.abs((px - x) * dy) + Math.abs((py - y) * dx);
      if (i === current || along <= 0 || aside > along) return;
      const gap = along + 2 * aside;
      if (gap < least) { least = gap; best = i; }
    });
    return best;
  }

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  canvas.addEventListener("pointermove", (event) => {
    const i = nearest(...place(event), 18);
    if (i !== current) point(i, false);
  });
  canvas.addEventListener("pointerleave", () => point(-1, false));
  canvas.addEventListener("click", (event) => {
    const i = nearest(...place(event), 22);
    if (i >= 0) openTalk(map.ids[i], canvas);
  });
  canvas.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (way) {
      event.preventDefault();
      point(towards(...way), true);
    } else if (event.key === "Enter" && current >= 0) openTalk(map.ids[current], canvas);
  });
  new ResizeObserver(() => point(current, false)).observe(stage);
  new MutationObserver(() => { explain(); draw(); })
    .observe(document.body, { attributes: true, attributeFilter: ["class"] });
  view.shown = () => {
    shown = lastAnswer();
    explain();
    draw();
  };
  explain();
  draw();
}
