// The side: where one can go, what is new there, and how the feeds are.

import { h, icon, put } from "./dom.js";
import { distance } from "./time.js";

const READ = "kp.read";

/** What was read, in this browser: the id of the last message seen in each channel. */
export const reading = {
  all() {
    try {
      return JSON.parse(localStorage.getItem(READ)) || {};
    } catch {
      return {};
    }
  },
  mark(channel, ts) {
    const all = this.all();
    if (ts && (all[channel] || "0") < ts) localStorage.setItem(READ, JSON.stringify({ ...all, [channel]: ts }));
  },
  unread(channel) {
    const seen = this.all()[channel.id] || "0";
    return channel.recent.filter((ts) => ts > seen).length;
  },
};

function item(href, iconName, name, unread, current) {
  return h("a", { href, class: unread ? "place unread" : "place", "aria-current": current ? "page" : undefined }, icon(iconName), h("span", {}, name),
    unread ? h("span", { class: "badge", "aria-label": `${unread} new` }, unread > 49 ? "50+" : unread) : null);
}

/** Draw the places; returns how many messages are new in all. */
export function drawPlaces(channels, current) {
  const counted = channels.map((channel) => ({ channel, unread: reading.unread(channel) }));
  const place = ({ channel, unread }) => item(`#${channel.id}`, channel.kind === "im" ? "chat" : "hash", channel.name, unread, current === channel.id);
  put(document.getElementById("places"),
    h("h2", {}, "Channels"), counted.filter((one) => one.channel.kind === "channel").map(place),
    h("h2", {}, "Only you"), counted.filter((one) => one.channel.kind === "im").map(place),
    item("#home", "home", "Home", 0, current === "home"));
  const total = counted.reduce((sum, one) => sum + one.unread, 0);
  const dot = document.getElementById("menu-badge");
  dot.hidden = !total;
  document.title = `${total ? `(${total}) ` : ""}kp-events`;
  return total;
}

/** Draw how the feeds are, and the banner while what is shown are samples. */
export function drawState(state) {
  const { ok, total } = state.feeds;
  const level = !total ? "none" : ok === total ? "good" : ok ? "some" : "bad";
  const words = !total ? "No live feeds yet" : `${ok} of ${total} feeds answer`;
  const due = state.next_poll ? new Date(state.next_poll) : null;
  const next = due ? (due - Date.now() < 45000 ? "asking now" : `next look ${distance(due)}`) : null;
  put(document.getElementById("feeds"), h("span", { class: `light ${level}` }), h("span", {}, h("strong", {}, words), next ? h("small", {}, next) : null));
  const banner = document.getElementById("banner");
  banner.hidden = !state.samples;
  if (state.samples) {
    put(banner, h("strong", {}, "These are samples"), `: no live feed has answered yet${state.why ? ` (${state.why})` : ""}. They disappear when one does.`);
  }
}
