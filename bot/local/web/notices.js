// Short notices at the edge of the page, and questions before something is done.

import { h, icon } from "./dom.js";
import { plainText, textObject } from "./mrkdwn.js";

/** Show a notice for a few seconds; one that tells of a failure is read out at once. */
export function toast(text, { failed = false } = {}) {
  const node = h("div", { class: failed ? "toast failed" : "toast", role: failed ? "alert" : "status" }, h("span", {}, text),
    h("button", { type: "button", class: "plain", "aria-label": "Dismiss", onclick: () => node.remove() }, icon("close")));
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), failed ? 9000 : 5000);
}

/** Say something to screen readers only. */
export function announce(text) {
  const node = document.getElementById("announcer");
  node.textContent = "";
  setTimeout(() => { node.textContent = text; }, 50);
}

/** Ask Slack's confirmation dialog; resolves to whether the answer was yes. */
export function ask(dialog) {
  return new Promise((resolve) => {
    const node = h("dialog", { class: "ask", "aria-labelledby": "ask-title" },
      h("form", { method: "dialog" },
        h("h2", { id: "ask-title" }, plainText(dialog.title.text)),
        h("div", { class: "mrkdwn" }, textObject(dialog.text)),
        h("div", { class: "buttons" },
          h("button", { class: "button", value: "no" }, plainText(dialog.deny?.text || "Cancel")),
          h("button", { class: `button ${dialog.style || "primary"}`, value: "yes" }, plainText(dialog.confirm?.text || "Yes")))));
    node.addEventListener("close", () => {
      resolve(node.returnValue === "yes");
      node.remove();
    });
    document.body.append(node);
    node.showModal();
  });
}

const QUIET = new Set(["unhandled"]);

/** Send a click to the bot, with the pressed thing shown as busy until the bot has taken it. */
export async function press(node, confirm, send) {
  if (node.getAttribute("aria-busy") === "true") return;
  if (confirm && !(await ask(confirm))) return;
  const isLink = node.tagName === "A";
  node.setAttribute("aria-busy", "true");
  if (!isLink) node.setAttribute("aria-disabled", "true");
  const result = await send();
  node.removeAttribute("aria-busy");
  node.removeAttribute("aria-disabled");
  if (!result.ok && !(isLink && QUIET.has(result.error))) toast(result.text || `That did not work (${result.error}).`, { failed: true });
}
