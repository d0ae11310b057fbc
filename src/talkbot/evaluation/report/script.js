"use strict";
// Without script every case is shown; with it, the buttons filter them by type.
const show = (type) => {
  for (const each of document.querySelectorAll(".case")) each.hidden = type !== "" && each.dataset.type !== type;
  for (const button of document.querySelectorAll(".filters button"))
    button.setAttribute("aria-pressed", String(button.dataset.type === type));
};
for (const button of document.querySelectorAll(".filters button"))
  button.addEventListener("click", () => show(button.dataset.type));
for (const button of document.querySelectorAll(".pick"))
  button.addEventListener("click", () => {
    show(button.dataset.type);
    document.getElementById("cases").scrollIntoView({ behavior: "smooth" });
  });
