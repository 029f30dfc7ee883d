// Modals: a stack of views in one dialog, their inputs, and what is wrong with them.

import { post } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { h, icon, put } from "./dom.js";
import { collect } from "./elements.js";
import { plainText } from "./mrkdwn.js";
import { toast } from "./notices.js";

const FIELDS = "input:not([type=hidden]), select, textarea";

/** The dialog. `surface(where, root)` gives blocks what they need to be drawn and clicked. */
export class Modal {
  constructor(surface) {
    this.surface = surface;
    this.stack = [];
    this.dialog = document.getElementById("modal");
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.back();
    });
  }

  get top() {
    return this.stack.at(-1);
  }

  /** Show a view: alone (open), over the others (push), or in place of itself (update). */
  show(what, view) {
    if (what === "open") this.stack = [view];
    else if (what === "push") this.stack.push(view);
    else {
      const i = this.stack.findIndex((one) => one.id === view.id);
      if (i < 0) return;
      this.stack[i] = view;
      if (view.id !== this.top.id) return;
    }
    const values = what === "update" ? this.values() : {};
    this.draw({ values });
    if (!this.dialog.open) this.dialog.showModal();
    if (what !== "update") this.focus();
  }

  values() {
    return this.body ? collect(this.body) : {};
  }

  focus() {
    const first = this.body.querySelector(".input-block :is(input, select, textarea)") || this.dialog.querySelector("h2");
    first?.focus();
  }

  draw({ values = {}, errors = {} } = {}) {
    const view = this.top;
    const scrolled = this.body?.dataset.view === view.id ? this.body.scrollTop : 0;
    this.body = h("div", { class: "modal-body", dataset: { view: view.id } });
    const ctx = { ...this.surface({ view: view.id }, this.body), values, errors };
    this.body.append(...renderBlocks(view.blocks, ctx));
    const close = plainText(view.close?.text || (view.submit ? "Cancel" : "Close"));
    put(this.dialog, h("form", { class: "modal-form", novalidate: true, "aria-labelledby": "modal-title", onsubmit: (event) => this.submit(event) },
      h("header", { class: "modal-head" },
        this.stack.length > 1 ? h("button", { type: "button", class: "plain", "aria-label": "Back", onclick: () => this.back() }, icon("back")) : null,
        h("h2", { id: "modal-title", tabindex: "-1" }, plainText(view.title.text)),
        h("button", { type: "button", class: "plain", "aria-label": "Close", onclick: () => this.leave() }, icon("close"))),
      this.body,
      h("footer", { class: "modal-foot buttons" },
        h("button", { type: "button", class: "button", onclick: () => this.back() }, close),
        view.submit ? h("button", { type: "submit", class: "button primary" }, h("span", {}, plainText(view.submit.text))) : null)));
    this.dialog.setAttribute("aria-labelledby", "modal-title");
    this.body.scrollTop = scrolled;
  }

  async submit(event) {
    event.preventDefault();
    const button = this.dialog.querySelector("button[type=submit]");
    if (!button || button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const values = this.values();
    const result = await post("/ui/submit", { view: this.top.id, values });
    button.removeAttribute("aria-busy");
    if (!result.ok) {
      toast(result.text || `The bot did not take it (${result.error}).`, { failed: true });
      return;
    }
    if (result.action === "errors") {
      this.draw({ values, errors: result.errors });
      this.body.querySelector(`.wrong :is(${FIELDS})`)?.focus();
    } else if (result.action === "update" || result.action === "push") {
      this.show(result.action, result.view);
      this.dialog.querySelector("h2").focus();
    } else if (result.action === "clear") {
      this.end();
    } else {
      this.pop();
    }
  }

  /** Leave the view on top. */
  back() {
    post("/ui/close", { view: this.top.id });
    this.pop();
  }

  /** Leave all of them. */
  leave() {
    for (const view of this.stack) post("/ui/close", { view: view.id });
    this.end();
  }

  pop() {
    this.stack.pop();
    if (!this.stack.length) this.end();
    else {
      this.draw();
      this.focus();
    }
  }

  end() {
    this.stack = [];
    this.body = null;
    this.dialog.close();
  }
}
