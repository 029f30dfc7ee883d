// Slack's rich_text and markdown blocks.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { link } from "./mrkdwn.js";
import { dateToken } from "./time.js";

function styled(node, style = {}) {
  let out = node;
  if (style.code) out = h("code", {}, out);
  if (style.bold) out = h("strong", {}, out);
  if (style.italic) out = h("em", {}, out);
  if (style.strike) out = h("del", {}, out);
  return out;
}

function piece(part, names) {
  switch (part.type) {
    case "text": return styled(part.text, part.style);
    case "link": return styled(link(part.url, part.text), part.style);
    case "emoji": return emoji(part.name) || `:${part.name}:`;
    case "user": return h("span", { class: "mention" }, `@${names?.person(part.user_id) || part.user_id}`);
    case "channel": return h("a", { class: "mention", href: `#${part.channel_id}` }, `#${names?.channel(part.channel_id) || part.channel_id}`);
    case "broadcast": return h("span", { class: "mention" }, `@${part.range}`);
    case "date": return h("time", {}, dateToken(part.timestamp, part.format) ?? part.fallback ?? "");
    default: return part.text || "";
  }
}

function piecesOf(element, names) {
  return (element.elements || []).map((part) => piece(part, names));
}

/** Return a rich_text block as nodes. */
export function richText(block, names) {
  return (block.elements || []).map((element) => {
    switch (element.type) {
      case "rich_text_list": {
        const items = (element.elements || []).map((item) => h("li", {}, piecesOf(item, names)));
        return h(element.style === "ordered" ? "ol" : "ul", { class: `indent-${Math.min(element.indent || 0, 4)}` }, items);
      }
      case "rich_text_quote": return h("blockquote", {}, piecesOf(element, names));
      case "rich_text_preformatted": return h("pre", {}, h("code", {}, piecesOf(element, names)));
      default: return h("div", { class: "run pre" }, piecesOf(element, names));
    }
  });
}

/** Return one line of Markdown as nodes. */
function markdownInline(text) {
  const out = [];
  const pattern = /`([^`]+)`|\[([^\]]+)\]\(([^()\s]+)\)|\*\*([^*]+)\*\*|__([^_]+)__|~~([^~]+)~~|(?<![\w*])\*([^*\s][^*]*)\*|(?<!\w)_([^_\s][^_]*)_(?!\w)|:([a-z0-9_+-]+):/g;
  let end = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index > end) out.push(text.slice(end, found.index));
    end = found.index + found[0].length;
    const [all, code, words, url, bold, bold2, strike, italic, italic2, name] = found;
    if (code) out.push(h("code", {}, code));
    else if (words) out.push(link(url, words));
    else if (bold || bold2) out.push(h("strong", {}, markdownInline(bold || bold2)));
    else if (strike) out.push(h("del", {}, strike));
    else if (italic || italic2) out.push(h("em", {}, italic || italic2));
    else out.push(emoji(name) || all);
  }
  if (end < text.length) out.push(text.slice(end));
  return out;
}

function markdownTable(rows) {
  const cells = rows.map((row) => row.trim().replace(/^\||\|$/g, "").split("|").map((cell) => markdownInline(cell.trim())));
  const [head, , ...body] = cells;
  return h("div", { class: "scroll" }, h("table", {},
    h("thead", {}, h("tr", {}, head.map((cell) => h("th", { scope: "col" }, cell)))),
    h("tbody", {}, body.map((row) => h("tr", {}, row.map((cell) => h("td", {}, cell)))))));
}

/** Return a markdown block's text as nodes: headings, lists, quotes, code, tables, paragraphs. */
export function markdown(text) {
  const lines = String(text ?? "").split("\n");
  const out = [];
  const take = (test) => {
    const taken = [];
    while (lines.length && test(lines[0])) taken.push(lines.shift());
    return taken;
  };
  const bullet = /^\s*[-*+] +/;
  const number = /^\s*\d+[.)] +/;
  while (lines.length) {
    const line = lines[0];
    if (/^```/.test(line)) {
      lines.shift();
      const code = take((l) => !/^```/.test(l));
      lines.shift();
      out.push(h("pre", {}, h("code", {}, code.join("\n"))));
    } else if (/^#{1,6} /.test(line)) {
      const [, signs, words] = /^(#+) +(.*)$/.exec(lines.shift());
      out.push(h(signs.length < 3 ? "h3" : "h4", { class: "block-header" }, markdownInline(words)));
    } else if (/^\s*\|.*\|\s*$/.test(line) && /^[\s|:-]+$/.test(lines[1] ?? "x")) {
      out.push(markdownTable(take((l) => /^\s*\|/.test(l))));
    } else if (bullet.test(line)) {
      out.push(h("ul", {}, take((l) => bullet.test(l)).map((l) => h("li", {}, markdownInline(l.replace(bullet, ""))))));
    } else if (number.test(line)) {
      out.push(h("ol", {}, take((l) => number.test(l)).map((l) => h("li", {}, markdownInline(l.replace(number, ""))))));
    } else if (/^>/.test(line)) {
      out.push(h("blockquote", {}, take((l) => /^>/.test(l)).map((l) => h("div", {}, markdownInline(l.replace(/^> ?/, ""))))));
    } else if (/^\s*([-*_])\s*(\1\s*){2,}$/.test(line)) {
      lines.shift();
      out.push(h("hr"));
    } else if (!line.trim()) {
      lines.shift();
    } else {
      const first = lines.shift();
      const words = [first, ...take((l) => l.trim() && !/^(```|#{1,6} |>|\s*[-*+] |\s*\d+[.)] |\s*\|)/.test(l))];
      out.push(h("p", {}, words.flatMap((w, i) => (i ? [h("br"), ...markdownInline(w)] : markdownInline(w)))));
    }
  }
  return out;
}
