// What stands where nothing has come yet: what will, and what one can do meanwhile.

import { h, mark } from "./dom.js";

const WORDS = {
  C0ALERTS: ["No alerts yet", "An alert comes here for every event the feeds report. It is one message for each event, and it changes in place as outlets confirm or revise what happened.", ["icbm last year", "feeds"]],
  C0DIGEST: ["The digest comes every morning", "It tells what happened since the last one, how the week compares, and what happened on this day in earlier years. A quiet day gets a line too.", ["digest now", "stats by month"]],
  D0BOT: ["Ask about anything in the record", "Answers here are only for you. Plain words will do: balloons since May 2024, or icbm launches last year.", ["icbm last year", "nuclear tests", "help"]],
  home: ["One moment", "Your subscriptions, what is snoozed and the next digest will stand here.", []],
};

/** Return what to show in an empty place. */
export function emptyState(place, page) {
  const [title, text, tries] = WORDS[place] || ["Nothing here yet", "What is posted here will appear without reloading.", []];
  return h("div", { class: "empty" }, mark(), h("h2", {}, title), h("p", {}, text),
    h("div", { class: "chips" }, tries.map((line) => h("button", { type: "button", class: "chip", onclick: () => page.composer.run(`${page.composer.offer.command} ${line}`) }, line))));
}
