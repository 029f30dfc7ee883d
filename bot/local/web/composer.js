// The line one types in: commands with completion, what was typed before, and things to try.

import { h, put } from "./dom.js";

const KEPT = 50;
const HISTORY = "kp.history";

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(HISTORY)) || [];
  } catch {
    return [];
  }
}

/** Return what could stand where the cursor is: [{insert, name, follows, help}]. */
export function complete(text, { command, commands, words }) {
  if (!text) return [];
  if (text.startsWith("/") && !text.includes(" ")) {
    return command.startsWith(text) ? [{ insert: `${command} `, name: command, follows: "<query>", help: "ask about events" }] : [];
  }
  const rest = text.startsWith(`${command} `) ? text.slice(command.length + 1) : text.startsWith("/") ? null : text;
  if (rest === null) return [];
  const start = text.slice(0, text.length - rest.length);
  const last = rest.split(/\s/).at(-1);
  if (last === rest) {
    const found = commands.filter((one) => one.name.startsWith(rest.toLowerCase()) && (rest || start));
    if (found.length && !(found.length === 1 && found[0].name === rest)) {
      return found.map((one) => ({ ...one, insert: `${start}${one.name}${one.follows ? " " : ""}` }));
    }
  }
  const before = text.slice(0, text.length - last.length);
  const colon = last.indexOf(":");
  if (colon > 0) {
    const [word, value] = [last.slice(0, colon).replace(/^-/, ""), last.slice(colon + 1).toLowerCase()];
    return (words[word] || []).filter((v) => v.toLowerCase().startsWith(value) && v.toLowerCase() !== value).slice(0, 8)
      .map((v) => ({ insert: `${before}${last.slice(0, colon + 1)}${v} `, name: v, follows: "", help: "" }));
  }
  if (last.length < 2) return [];
  return Object.keys(words).filter((word) => word.startsWith(last.toLowerCase()))
    .map((word) => ({ insert: `${before}${word}:`, name: `${word}:`, follows: "", help: `events of one ${word}` }));
}

/** The composer. `send(text)` resolves to whether the bot took it. */
export class Composer {
  constructor(offer, send) {
    this.offer = offer;
    this.send = send;
    this.form = document.getElementById("composer");
    this.input = document.getElementById("composer-input");
    this.list = document.getElementById("completions");
    this.chosen = -1;
    this.at = 0;
    this.draft = "";
    this.sending = 0;
    this.input.addEventListener("input", () => this.changed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.show([]), 150));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    put(document.getElementById("tries"), offer.tries.map((text) => h("button", { type: "button", class: "chip", onclick: () => this.run(`${offer.command} ${text}`) }, text)));
  }

  changed() {
    this.at = 0;
    this.grow();
    this.show(complete(this.input.value, this.offer));
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 160)}px`;
  }

  show(options) {
    this.options = options;
    this.chosen = -1;
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(Boolean(options.length)));
    this.input.removeAttribute("aria-activedescendant");
    put(this.list, options.map((option, i) => h("li", {
      id: `completion-${i}`,
      role: "option",
      onpointerdown: (event) => { event.preventDefault(); this.choose(i); },
    }, h("strong", {}, option.name), option.follows ? h("code", {}, option.follows) : null, h("span", { class: "muted" }, option.help))));
  }

  move(step) {
    this.chosen = (this.chosen + step + this.options.length) % this.options.length;
    [...this.list.children].forEach((node, i) => node.setAttribute("aria-selected", String(i === this.chosen)));
    this.input.setAttribute("aria-activedescendant", `completion-${this.chosen}`);
    this.list.children[this.chosen].scrollIntoView({ block: "nearest" });
  }

  choose(i) {
    this.input.value = this.options[i].insert;
    this.input.focus();
    this.changed();
  }

  key(event) {
    const open = this.options?.length > 0;
    const done = () => event.preventDefault();
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      done();
      if (open && this.chosen >= 0) this.choose(this.chosen);
      else this.submit();
    } else if (event.key === "Tab" && open && !event.shiftKey) {
      done();
      this.choose(Math.max(this.chosen, 0));
    } else if (event.key === "Escape" && open) {
      done();
      this.show([]);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && open && !(event.key === "ArrowUp" && this.at)) {
      done();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "ArrowUp" && (this.at || !this.input.value)) {
      done();
      this.recall(1);
    } else if (event.key === "ArrowDown" && this.at) {
      done();
      this.recall(-1);
    }
  }

  recall(step) {
    const all = remembered();
    if (!this.at) this.draft = this.input.value;
    this.at = Math.max(0, Math.min(this.at + step, all.length));
    this.input.value = this.at ? all[all.length - this.at] : this.draft;
    this.grow();
    this.show([]);
    this.input.setSelectionRange(this.input.value.length, this.input.value.length);
  }

  run(text) {
    this.input.value = text;
    this.submit();
  }

  /** Send the line and be free for the next at once: its answer may come before the word that it was taken. */
  async submit() {
    const text = this.input.value.trim();
    if (!text) return;
    const all = remembered().filter((one) => one !== text);
    localStorage.setItem(HISTORY, JSON.stringify([...all, text].slice(-KEPT)));
    this.type("");
    this.sending += 1;
    this.form.setAttribute("aria-busy", "true");
    const took = await this.send(text);
    this.sending -= 1;
    if (!this.sending) this.form.removeAttribute("aria-busy");
    if (!took && !this.input.value) this.type(text);
  }

  type(text) {
    this.at = 0;
    this.input.value = text;
    this.grow();
    this.show([]);
  }

  /** Let it be used, or not, and say where it writes to. */
  enable(on, label) {
    this.form.hidden = !on;
    document.getElementById("tries").hidden = !on;
    this.input.setAttribute("aria-label", label);
  }
}
