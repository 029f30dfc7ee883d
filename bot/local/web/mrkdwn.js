// Slack's mrkdwn as elements. Foreign text only ever becomes text nodes.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { dateToken, full } from "./time.js";

const WORD = /[\p{L}\p{N}]/u;
const STYLES = { "*": "strong", _: "em", "~": "del" };

// Lines that begin so, two or more together, are a list; of one alone only a bullet says so.
const LISTS = [["ul", /^\s*[•‣◦–-] (?=\S)/], ["ol", /^\s*\d{1,2}[.)] (?=\S)/]];

const BULLET = /^\s*[•‣◦] (?=\S)/;

const decode = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** Return a link, or only its words where the address is none that may be opened. */
export function link(url, words) {
  const shown = words || url.replace(/^mailto:/, "");
  if (!/^(https?:\/\/|mailto:|\/(?!\/))/i.test(url)) return document.createTextNode(shown);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, shown);
}

function special(inner, names) {
  const bar = inner.indexOf("|");
  const body = bar < 0 ? inner : inner.slice(0, bar);
  const words = bar < 0 ? "" : plainText(inner.slice(bar + 1));
  if (body.startsWith("!date^")) {
    const [, seconds, tokens, url] = body.split("^");
    const shown = dateToken(seconds, decode(tokens || "")) ?? words;
    const time = h("time", { title: full(new Date(Number(seconds) * 1000)) }, shown);
    return url ? h("a", { href: decode(url), target: "_blank", rel: "noopener noreferrer" }, time) : time;
  }
  if (body.startsWith("!")) return h("span", { class: "mention" }, `@${words || body.slice(1).split("^")[0]}`);
  if (body.startsWith("#")) {
    const id = body.slice(1);
    return h("a", { class: "mention", href: `#${id}` }, `#${names?.channel(id) || words || id}`);
  }
  if (body.startsWith("@")) {
    const id = body.slice(1);
    return h("span", { class: "mention" }, `@${names?.person(id) || words || id}`);
  }
  return link(decode(body), words);
}

/** Return text with its entities and emoji codes read; no other markup. */
export function plainText(text) {
  return decode(String(text ?? "")).replace(/:([a-z0-9_+-]+):(?::skin-tone-\d:)?/g, (all, name) => emoji(name) || all);
}

/** Return where a style that opens at `start` closes, or -1. Links and code are stepped over. */
function closing(text, start) {
  const sign = text[start];
  if (/\s/.test(text[start + 1] ?? " ") || text[start + 1] === sign) return -1;
  for (let i = start + 1; i < text.length; i += 1) {
    if (text[i] === "\n") return -1;
    if (text[i] === "<" && text.indexOf(">", i) > 0) i = text.indexOf(">", i);
    else if (text[i] === "`" && text.indexOf("`", i + 1) > 0) i = text.indexOf("`", i + 1);
    else if (text[i] === sign && !/\s/.test(text[i - 1]) && !WORD.test(text[i + 1] ?? "")) return i;
  }
  return -1;
}

/** Return one run of mrkdwn (no block parts) as nodes. */
export function inline(text, names) {
  const out = [];
  let held = "";
  const flush = () => {
    if (held) out.push(plainText(held));
    held = "";
  };
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i];
    if (sign === "\n") {
      flush();
      out.push(h("br"));
    } else if (sign === "`" && text.indexOf("`", i + 1) > i + 1 && !text.slice(i + 1, text.indexOf("`", i + 1)).includes("\n")) {
      const end = text.indexOf("`", i + 1);
      flush();
      out.push(h("code", {}, decode(text.slice(i + 1, end))));
      i = end;
    } else if (sign === "<" && text.indexOf(">", i) > i + 1) {
      const end = text.indexOf(">", i);
      flush();
      out.push(special(text.slice(i + 1, end), names));
      i = end;
    } else if (STYLES[sign] && !WORD.test(text[i - 1] ?? "") && closing(text, i) > 0) {
      const end = closing(text, i);
      flush();
      out.push(h(STYLES[sign], {}, inline(text.slice(i + 1, end), names)));
      i = end;
    } else {
      held += sign;
    }
  }
  flush();
  return out;
}

function lines(text, names) {
  const out = [];
  let run = [];
  const flush = () => {
    if (run.length) out.push(h("div", { class: "run" }, inline(run.join("\n"), names)));
    run = [];
  };
  const all = text.split("\n");
  for (let i = 0; i < all.length; i += 1) {
    const quote = /^(?:&gt;|>)(?!&gt;&gt;|>>) ?/;
    if (/^(?:&gt;&gt;&gt;|>>>)/.test(all[i])) {
      flush();
      const rest = [all[i].replace(/^(?:&gt;&gt;&gt;|>>>) ?/, ""), ...all.slice(i + 1)];
      out.push(h("blockquote", {}, inline(rest.join("\n"), names)));
      return out;
    }
    if (quote.test(all[i])) {
      flush();
      const quoted = [];
      while (i < all.length && quote.test(all[i])) quoted.push(all[i++].replace(quote, ""));
      i -= 1;
      out.push(h("blockquote", {}, inline(quoted.join("\n"), names)));
    } else if (LISTS.some(([, sign]) => sign.test(all[i]) && (BULLET.test(all[i]) || sign.test(all[i + 1] ?? "")))) {
      flush();
      const [tag, sign] = LISTS.find(([, one]) => one.test(all[i]));
      const start = tag === "ol" ? Number.parseInt(all[i], 10) : undefined;
      const items = [];
      while (i < all.length && sign.test(all[i])) items.push(all[i++].replace(sign, ""));
      i -= 1;
      out.push(h(tag, { start }, items.map((item) => h("li", {}, inline(item, names)))));
    } else {
      run.push(all[i]);
    }
  }
  flush();
  return out;
}

/** Return mrkdwn as nodes. `names` finds channels and people by id. */
export function mrkdwn(text, names) {
  return String(text ?? "")
    .split(/```\n?/)
    .flatMap((part, i) => {
      if (i % 2) return [h("pre", {}, h("code", {}, decode(part.replace(/\n$/, ""))))];
      const trimmed = part.replace(/^\n+|\n+$/g, "");
      return trimmed ? lines(trimmed, names) : [];
    });
}

/** Return a text object ({type, text}) as nodes. */
export function textObject(object, names) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, names) : [plainText(object.text)];
}
