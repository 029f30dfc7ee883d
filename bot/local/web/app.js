// The page: where one is, what happens there, and what one does.

import { get, pageId, post } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { CatchUp } from "./catchup.js";
import { Composer } from "./composer.js";
import { h, put } from "./dom.js";
import { collect } from "./elements.js";
import { emptyState } from "./empty.js";
import { inChannel, MessageList, summary } from "./messages.js";
import { Modal } from "./modal.js";
import { announce, press, toast } from "./notices.js";
import { drawPlaces, drawState, reading } from "./sidebar.js";

const $ = (id) => document.getElementById(id);
const PATIENCE_SECONDS = 20;

export class Page {
  constructor(boot) {
    this.take(boot);
    this.current = null;
    this.channel = null;
    this.threadTs = null;
    this.catchUp = new CatchUp();
    this.names = {
      channel: (id) => this.channels.find((one) => one.id === id)?.name,
      person: (id) => this.people.find((one) => one.id === id)?.name,
    };
    this.list = new MessageList($("messages"), this);
    this.thread = new MessageList($("thread-messages"), this, { inThread: true });
    this.modal = new Modal((where, root) => this.surface(where, root));
    this.composer = new Composer(boot, (text) => this.say(text));
    this.listen();
  }

  take(boot) {
    Object.assign(this, { me: boot.me, bot: boot.bot, people: boot.people, channels: boot.channels, home: boot.home, shortcuts: boot.shortcuts });
    this.state = boot.state;
    drawState(boot.state);
  }

  listen() {
    addEventListener("hashchange", () => this.go());
    $("scroller").addEventListener("scroll", () => this.scrolled(), { passive: true });
    $("latest").addEventListener("click", () => this.toEnd(true));
    $("older").addEventListener("click", () => this.older());
    $("thread-close").addEventListener("click", () => { location.hash = this.channel; });
    $("menu").addEventListener("click", () => this.drawer(!document.body.classList.contains("drawer")));
    $("shade").addEventListener("click", () => this.drawer(false));
    addEventListener("focus", () => this.seen());
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("pointerdown", (event) => {
      for (const menu of document.querySelectorAll("details.overflow[open]")) if (!menu.contains(event.target)) menu.open = false;
    });
  }

  key(event) {
    if (event.key === "Escape" && document.body.classList.contains("drawer")) this.drawer(false);
    else if (event.key === "Escape" && this.threadTs && !this.modal.top && !event.defaultPrevented) location.hash = this.channel;
    else if (event.key === "/" && !event.target.closest("input, textarea, select, dialog") && !$("composer").hidden) {
      event.preventDefault();
      if (!this.composer.input.value) this.composer.input.value = "/";
      this.composer.input.focus();
      this.composer.changed();
    }
  }

  drawer(open) {
    document.body.classList.toggle("drawer", open);
    $("menu").setAttribute("aria-expanded", String(open));
    if (open) $("places").querySelector("a")?.focus();
  }

  /** What blocks need to be drawn and clicked. */
  surface(where, root) {
    return {
      names: this.names,
      channels: () => this.channels,
      people: () => this.people,
      here: () => this.channel,
      act: (node, blockId, actionId, value, confirm) => press(node, confirm, () => post("/ui/click", { ...where, block_id: blockId, action_id: actionId, value, values: collect(root) })),
    };
  }

  // where one is

  async go() {
    const [place, ts] = decodeURIComponent(location.hash.slice(1)).split("/");
    const known = place === "home" || this.channels.some((one) => one.id === place);
    this.drawer(false);
    if (!known) {
      location.replace(`#${this.channels[0].id}`);
      return;
    }
    if (place !== this.current) await (place === "home" ? this.showHome() : this.showChannel(place));
    if (place !== "home") await this.showThread(ts || null);
  }

  place(id, title, topic) {
    this.current = id;
    $("title").textContent = title;
    $("topic").textContent = topic;
    document.body.dataset.place = id === "home" ? "home" : "channel";
    $("messages").setAttribute("aria-busy", "true");
    drawPlaces(this.channels, id);
  }

  async showHome() {
    this.showThread(null);
    this.channel = null;
    this.place("home", "Home", "What you subscribed to, and what comes next");
    this.composer.enable(false, "");
    $("older").hidden = true;
    this.list.reset([]);
    this.drawHome();
    $("scroller").scrollTop = 0;
    const result = await post("/ui/home");
    if (result.view && !this.home) this.viewed({ what: "home", view: result.view });
    if (!result.ok && this.current === "home") toast(result.text || "The bot did not answer.", { failed: true });
  }

  drawHome() {
    if (this.current !== "home") return;
    const holder = h("div", { class: "home card" });
    if (!this.home) {
      put($("messages"), emptyState("home", this));
      return;
    }
    $("messages").removeAttribute("aria-busy");
    holder.append(...renderBlocks(this.home.blocks, this.surface({ view: this.home.id }, holder)));
    put($("messages"), holder);
  }

  async showChannel(id) {
    const channel = this.channels.find((one) => one.id === id);
    const title = channel.kind === "im" ? channel.name : `# ${channel.name}`;
    this.channel = id;
    this.place(id, title, channel.topic);
    this.composer.enable(true, `Ask in ${title}`);
    const since = reading.all()[id];
    const [page, heard] = await this.catchUp.get(`/ui/history?channel=${id}`);
    if (this.channel === id) this.fill(page, heard, since);
  }

  fill(page, heard, since) {
    this.waiting?.remove();
    this.list.reset(page.messages || []);
    $("messages").removeAttribute("aria-busy");
    for (const event of heard) this.list.hear(event, this.channel);
    $("older").hidden = !page.more;
    this.emptiness();
    const fresh = since && (page.messages || []).find((message) => message.ts > since && message.user === this.bot && !message.is_ephemeral);
    if (fresh && fresh.ts !== page.messages[0].ts) this.list.node(fresh.ts).before(h("div", { class: "fresh", role: "separator" }, h("span", {}, "New")));
    const first = fresh ? this.list.node(fresh.ts) : [...$("messages").querySelectorAll(".message")].at(-1);
    this.toEnd();
    if (first && first.offsetTop < $("scroller").scrollTop) first.scrollIntoView({ block: "start" });
    this.seen();
  }

  emptiness() {
    const none = !this.list.messages.size;
    $("messages").querySelector(".empty")?.remove();
    if (none) $("messages").append(emptyState(this.channel, this));
  }

  async older() {
    const before = $("scroller").scrollHeight;
    const page = await get(`/ui/history?channel=${this.channel}&before=${this.list.oldest()}`);
    for (const message of page.messages || []) this.list.set(message);
    $("older").hidden = !page.more;
    $("scroller").scrollTop += $("scroller").scrollHeight - before;
  }

  async showThread(ts) {
    this.threadTs = ts;
    const [result, heard] = ts ? await this.catchUp.get(`/ui/thread?channel=${this.channel}&ts=${ts}`) : [null, []];
    if (this.threadTs !== ts) return;
    if (result && !result.ok) toast("That message is not there any more.", { failed: true });
    const open = Boolean(result?.ok);
    const was = !$("thread").hidden;
    $("thread").hidden = !open;
    document.body.classList.toggle("threaded", open);
    if (open) {
      this.thread.reset(result.messages);
      for (const event of heard) this.thread.hear(event, this.channel, ts);
      $("thread-messages").scrollTop = $("thread-messages").scrollHeight;
      if (!was) $("thread-close").focus({ preventScroll: true });
    }
  }

  // reading

  atEnd() {
    const s = $("scroller");
    return s.scrollHeight - s.scrollTop - s.clientHeight < 120;
  }

  toEnd(smooth = false) {
    $("scroller").scrollTo({ top: $("scroller").scrollHeight, behavior: smooth ? "smooth" : "instant" });
  }

  /** Show what came: its end, or its beginning where it is longer than the screen. */
  follow(node) {
    if (node && node.offsetHeight > $("scroller").clientHeight - 40) node.scrollIntoView({ block: "start" });
    else this.toEnd();
  }

  scrolled() {
    const s = $("scroller");
    if (this.atEnd() || !this.channel) $("latest").hidden = true;
    else if (s.scrollHeight - s.scrollTop - s.clientHeight > 1.5 * s.clientHeight) $("latest").hidden = false;
    if (this.atEnd()) this.seen();
  }

  seen() {
    if (!this.channel || document.hidden || !document.hasFocus() || !this.atEnd()) return;
    const channel = this.channels.find((one) => one.id === this.channel);
    reading.mark(channel.id, channel.recent.reduce((a, b) => (a > b ? a : b), ""));
    drawPlaces(this.channels, this.current);
  }

  // what happens

  heard(event) {
    this.catchUp.hear(event);
    if (event.kind === "message") this.arrived(event);
    else if (event.kind === "changed") this.changed(event);
    else if (event.kind === "deleted") this.deleted(event);
    else if (event.kind === "view") this.viewed(event);
  }

  arrived({ channel, message }) {
    const place = this.channels.find((one) => one.id === channel);
    const reply = message.thread_ts && message.thread_ts !== message.ts;
    const shown = inChannel(message);
    if (shown && !message.is_ephemeral && message.user === this.bot && !place.recent.includes(message.ts)) place.recent.unshift(message.ts);
    if (channel === this.channel) {
      const follow = this.atEnd();
      this.waiting?.remove();
      const node = shown ? this.list.set(message, { flash: true }) : null;
      if (reply && message.thread_ts === this.threadTs) this.thread.set(message, { flash: true });
      this.emptiness();
      if (follow) this.follow(node);
      else if (shown) $("latest").hidden = false;
    }
    announce(`${place.kind === "im" ? "To you" : place.name}: ${summary(message)}`);
    this.seen();
    drawPlaces(this.channels, this.current);
  }

  changed({ channel, message }) {
    if (channel !== this.channel) return;
    const follow = this.atEnd();
    if (this.list.messages.has(message.ts)) this.list.set(message, { flash: true });
    if (this.threadTs && this.thread.messages.has(message.ts)) this.thread.set(message, { flash: true });
    if (follow) this.toEnd();
  }

  deleted({ channel, ts }) {
    for (const one of this.channels) if (one.id === channel) one.recent = one.recent.filter((known) => known !== ts);
    if (channel === this.channel) {
      this.list.remove(ts);
      this.thread.remove(ts);
      if (ts === this.threadTs) location.hash = this.channel;
      this.emptiness();
    }
    drawPlaces(this.channels, this.current);
  }

  viewed({ what, view, page }) {
    if (page && page !== pageId) return;
    if (what === "home" || view.type === "home") {
      this.home = view;
      this.drawHome();
    } else {
      this.waiting?.remove();
      this.modal.show(what, view);
    }
  }

  async back() {
    const known = this.home;
    const boot = await get("/ui/boot");
    if (!boot.ok) return;
    if (this.home !== known) boot.home = this.home; // heard while the server was asked, so newer than its answer
    this.take(boot);
    drawPlaces(this.channels, this.current);
    const id = this.channel;
    if (!id) return this.drawHome();
    const [page, heard] = await this.catchUp.get(`/ui/history?channel=${id}`);
    if (this.channel === id) this.fill(page, heard);
  }

  // what one does

  async say(text) {
    const { command } = this.composer.offer;
    const line = text.startsWith("/") ? text : `${command} ${text}`;
    const waiting = h("div", { class: "waiting", role: "status" }, h("span", { class: "dots" }, h("i"), h("i"), h("i")), ` ${line}`);
    this.waiting?.remove();
    this.waiting = waiting;
    $("messages").append(waiting);
    this.toEnd();
    setTimeout(() => waiting.remove(), PATIENCE_SECONDS * 1000);
    const result = await post("/ui/say", { channel: this.channel, text: line });
    if (!result.ok) {
      waiting.remove();
      toast(result.text || `That did not work (${result.error}).`, { failed: true });
    }
    return result.ok;
  }

  shortcut(node, id, ts) {
    return press(node, null, () => post("/ui/shortcut", { channel: this.channel, ts, shortcut: id }));
  }

  async dismiss(ts) {
    const result = await post("/ui/dismiss", { channel: this.channel, ts });
    if (!result.ok && result.error === "message_not_found") this.list.remove(ts);
    this.composer.input.focus({ preventScroll: true });
  }

  async refreshState() {
    if (document.hidden) return;
    const state = await get("/state");
    if (!state.feeds) return;
    if (this.state.samples && !state.samples) toast("A live feed has answered. The samples are gone.");
    this.state = state;
    drawState(state);
  }
}
