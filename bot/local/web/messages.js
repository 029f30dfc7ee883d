// Messages: one, and a list of them with days between.

import { renderBlocks } from "./blocks.js";
import { h, icon, mark, put } from "./dom.js";
import { moreMenu } from "./elements.js";
import { mrkdwn, plainText } from "./mrkdwn.js";
import { clock, dayKey, dayName, distance, fromTs, full } from "./time.js";

const size = (bytes) => (bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1048576).toFixed(1)} MB`);

function files(message) {
  return (message.files || []).map((file) => h("a", { class: "file", href: file.url_private, download: file.name },
    icon("file"), h("span", {}, h("strong", {}, file.title), h("small", {}, file.title === file.name ? size(file.size) : `${file.name}, ${size(file.size)}`))));
}

function head(message, app, inThread) {
  const date = fromTs(message.ts);
  const own = message.user === app.me;
  return h("header", { class: "message-head" },
    h("span", { class: "who" }, app.names.person(message.user) || "kp-events"),
    own ? null : h("span", { class: "tag" }, "bot"),
    h("a", { class: "when", href: inThread ? undefined : `#${app.channel}/${message.ts}`, title: full(date) }, h("time", {}, clock(date))),
    message.edited && h("span", { class: "edited", title: `Edited ${full(fromTs(message.edited.ts))}` }, "edited"),
    message.is_ephemeral ? onlyYou(message, app) : more(message, app));
}

/** The shortcuts that a message has in its menu; as in Slack, what only you see has none. */
function more(message, app) {
  if (!app.shortcuts.length) return null;
  return moreMenu("plain corner", "More message actions", app.shortcuts.map((one) => ({
    words: one.name,
    pick: (node) => app.shortcut(node, one.id, message.ts),
  })));
}

function onlyYou(message, app) {
  return [
    h("span", { class: "only-you" }, icon("eye"), "Only visible to you"),
    message.command && h("code", { class: "asked" }, message.command),
    h("button", { type: "button", class: "plain corner", "aria-label": "Dismiss this message", onclick: () => app.dismiss(message.ts) }, icon("close")),
  ];
}

function replies(message, app) {
  const count = message.reply_count;
  return h("a", { class: "replies", href: `#${app.channel}/${message.ts}` }, icon("thread"),
    h("strong", {}, count === 1 ? "1 update" : `${count} updates`), h("span", { class: "muted" }, `last ${distance(fromTs(message.latest_reply))}`));
}

/** Return a message as a node. `app` gives names, the click, and what may be dismissed. */
export function renderMessage(message, app, { inThread = false } = {}) {
  const node = h("article", { class: message.is_ephemeral ? "message ephemeral" : "message", dataset: { ts: message.ts }, "aria-label": summary(message) });
  const ctx = app.surface({ channel: app.channel, ts: message.ts }, node);
  const blocks = message.blocks?.length ? renderBlocks(message.blocks, ctx) : message.text ? [h("div", { class: "block mrkdwn" }, mrkdwn(message.text, app.names))] : [];
  node.append(
    h("div", { class: message.user === app.me ? "avatar you" : "avatar", "aria-hidden": "true" }, message.user === app.me ? (app.names.person(app.me) || "?")[0].toUpperCase() : mark()),
    h("div", { class: "message-main" },
      head(message, app, inThread),
      message.subtype === "thread_broadcast" && !inThread ? h("a", { class: "muted small", href: `#${app.channel}/${message.thread_ts}` }, "An update to an earlier alert") : null,
      h("div", { class: message.blocks?.length ? "card" : "words" }, blocks),
      files(message),
      message.reply_count && !inThread ? replies(message, app) : null),
  );
  return node;
}

/** Tell whether a message stands in its channel, and not only in a thread. */
export const inChannel = (message) => !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast";

/** Return what a message says in one line. */
export function summary(message) {
  const text = message.text || message.blocks?.find((block) => block.text)?.text?.text || "";
  return plainText(text.replace(/<([^<>|]*)\|([^<>]*)>/g, "$2").replace(/[*_~`]/g, "")).replace(/\s+/g, " ").trim().slice(0, 160);
}

/** The messages of one place, oldest first; what changes is drawn anew, the rest stays. */
export class MessageList {
  constructor(holder, app, options = {}) {
    this.holder = holder;
    this.app = app;
    this.options = options;
    this.messages = new Map();
  }

  /** Take in once more what was heard while the messages were asked for: of a place, or of one thread there. */
  hear(event, channel, thread = null) {
    if (event.channel !== channel) return;
    const { kind, message } = event;
    if (kind === "deleted") this.remove(event.ts);
    else if (kind === "changed" && this.messages.has(message.ts)) this.set(message);
    else if (kind === "message" && (thread ? message.thread_ts === thread : inChannel(message))) this.set(message);
  }

  /** Show these messages and no others. */
  reset(messages) {
    this.messages = new Map(messages.map((message) => [message.ts, message]));
    put(this.holder, messages.map((message) => this.draw(message)));
    this.days();
  }

  draw(message) {
    return renderMessage(message, this.app, this.options);
  }

  /** Add a message, or replace the one of its id; returns its node. */
  set(message, { flash = false } = {}) {
    const before = this.node(message.ts);
    const node = this.draw(message);
    const had = this.messages.get(message.ts);
    this.messages.set(message.ts, message);
    if (before) {
      const inside = before.contains(document.activeElement) ? document.activeElement.dataset.action : null;
      before.replaceWith(node);
      if (inside) node.querySelector(`[data-action="${CSS.escape(inside)}"]`)?.focus({ preventScroll: true });
      if (flash && JSON.stringify(had.blocks ?? had.text) !== JSON.stringify(message.blocks ?? message.text)) node.classList.add("changed");
    } else {
      const next = [...this.holder.querySelectorAll(".message")].find((other) => other.dataset.ts > message.ts);
      if (next) next.before(node);
      else this.holder.append(node);
      if (flash) node.classList.add("arrived");
    }
    this.days();
    return node;
  }

  remove(ts) {
    this.messages.delete(ts);
    this.node(ts)?.remove();
    this.days();
  }

  node(ts) {
    return this.holder.querySelector(`.message[data-ts="${CSS.escape(ts)}"]`);
  }

  oldest() {
    return [...this.messages.keys()].sort()[0];
  }

  /** Put a heading before the first message of each day. */
  days() {
    for (const old of this.holder.querySelectorAll(".day")) old.remove();
    if (this.options.inThread) return;
    let last = null;
    for (const node of this.holder.querySelectorAll(".message")) {
      const date = fromTs(node.dataset.ts);
      if (dayKey(date) !== last) node.before(h("div", { class: "day", role: "separator" }, h("span", {}, dayName(date))));
      last = dayKey(date);
    }
  }
}
