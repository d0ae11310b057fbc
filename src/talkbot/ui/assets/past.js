// Conversations and feedback: kept in this browser, nowhere else.

import { composer, tell } from "./dom.js";

export function finished() {}
export function openLast() {}
export function startOver() { tell("fresh"); }

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

export function act(button) {
  const turn = button.closest(".tb-turn");
  const all = [...document.querySelectorAll("#tb-chat .tb-turn")];
  const question = turn.querySelector(".tb-question > :last-child").textContent;
  const name = button.dataset.act;
  if (name === "copy") copy(button);
  else if (name === "retry") tell("again", { keep: all.indexOf(turn), question });
  else if (name === "edit") {
    tell("rewind", { keep: all.indexOf(turn), question });
    composer()?.focus();
  }
}
