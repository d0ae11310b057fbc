// The latest evaluation, as its run's folder holds it.

import { make, piece, unreachable } from "./dom.js";

export async function drawEvaluation(view) {
  const report = make("article", { class: "tb-report" });
  view.replaceChildren(report);
  try { report.innerHTML = await piece("report"); } catch { report.innerHTML = unreachable; }
}
