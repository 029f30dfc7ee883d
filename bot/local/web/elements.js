// Buttons, menus and inputs. A click goes to `ctx.act`; what stands in a field is read by `collect`.
//
// ctx: {act(button node, blockId, actionId, value), ask(confirm), names, channels(), people(), here(), values}

import { h, icon } from "./dom.js";
import { plainText, textObject } from "./mrkdwn.js";

const readers = new WeakMap();

/** Return what stands in all fields under a node: {blockId: {actionId: value}}. */
export function collect(root) {
  const out = {};
  for (const node of root.querySelectorAll("[data-field]")) {
    const { block, action } = node.dataset;
    out[block] = { ...out[block], [action]: readers.get(node)() };
  }
  return out;
}

function field(node, element, block, read) {
  Object.assign(node.dataset, { field: element.type, block: block.block_id, action: element.action_id });
  readers.set(node, read);
  return node;
}

/** Return the value a field starts with: what was there before, or what the bot set. */
function initial(element, block, ctx, fallback) {
  const before = ctx.values?.[block.block_id]?.[element.action_id];
  return before === undefined ? fallback : before;
}

const optionsOf = (element) => [...(element.options || []), ...(element.option_groups || []).flatMap((g) => g.options)];

function changes(node, element, block, ctx) {
  const dispatch = block.type !== "input" || block.dispatch_action;
  if (dispatch) node.addEventListener("change", () => ctx.act(node, block.block_id, element.action_id, readers.get(node)(), element.confirm));
  return node;
}

function button(element, block, ctx) {
  const style = element.style ? ` ${element.style}` : "";
  const press = (event) => ctx.act(event.currentTarget, block.block_id, element.action_id, null, element.confirm);
  const words = plainText(element.text.text);
  const props = { class: `button${style}`, "aria-label": element.accessibility_label, dataset: { action: element.action_id } };
  if (element.url) {
    return h("a", { ...props, href: element.url, target: "_blank", rel: "noopener noreferrer", onclick: press }, words);
  }
  return h("button", { ...props, type: "button", onclick: press }, h("span", {}, words));
}

function overflow(element, block, ctx) {
  return moreMenu("button icon-only", "More actions", element.options.map((option) => ({
    words: plainText(option.text.text),
    url: option.url,
    pick: (node) => ctx.act(node, block.block_id, element.action_id, option.value, element.confirm),
  })));
}

/** Return a "⋯" that opens a list: `items` are {words, url, pick(what shows that it is being done)}. */
export function moreMenu(look, label, items) {
  const menu = h("details", { class: "overflow" });
  const pick = (item) => (event) => {
    menu.open = false;
    item.pick(item.url ? event.currentTarget : menu.firstChild);
  };
  menu.append(
    h("summary", { class: look, "aria-label": label, role: "button", dataset: { action: "more" } }, icon("more")),
    h("div", { class: "menu" }, items.map((item) => item.url
      ? h("a", { href: item.url, target: "_blank", rel: "noopener noreferrer", onclick: pick(item) }, item.words)
      : h("button", { type: "button", onclick: pick(item) }, item.words))),
  );
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    event.preventDefault();
    menu.open = false;
    menu.firstChild.focus();
  });
  menu.addEventListener("toggle", () => {
    const list = menu.lastChild;
    list.style.translate = "";
    const over = list.getBoundingClientRect().right - document.documentElement.clientWidth + 8;
    if (menu.open && over > 0) list.style.translate = `${-over}px 0`; // on a phone the button may stand at the edge
    if (menu.open) list.scrollIntoView({ block: "nearest" });
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  return menu;
}

function select(element, block, ctx, groups, chosen) {
  const value = initial(element, block, ctx, chosen ?? "");
  const option = ([val, words]) => h("option", { value: val, selected: val === value }, words);
  const node = h("select", { class: "select", "aria-label": labelOf(element, block) },
    h("option", { value: "" }, element.placeholder ? plainText(element.placeholder.text) : "Choose…"),
    groups.map((group) => (group.label ? h("optgroup", { label: group.label }, group.options.map(option)) : group.options.map(option))));
  return changes(field(node, element, block, () => node.value), element, block, ctx);
}

const labelOf = (element, block) => (block.type === "input" ? undefined : plainText(element.placeholder?.text || block.text?.text?.slice(0, 60) || "Choose"));

const asPair = (option) => [option.value, plainText(option.text.text)];

function staticSelect(element, block, ctx) {
  const groups = (element.option_groups || [{ options: element.options || [] }]).map((group) => ({
    label: group.label ? plainText(group.label.text) : "",
    options: group.options.map(asPair),
  }));
  return select(element, block, ctx, groups, element.initial_option?.value);
}

function choices(element, block, ctx, kind, options, chosen) {
  const name = `${block.block_id}/${element.action_id}`;
  const on = new Set([initial(element, block, ctx, chosen)].flat());
  const boxes = options.map((option) => ({ value: option.value, node: h("input", { type: kind, name, value: option.value, checked: on.has(option.value) }), option }));
  const picked = () => boxes.filter((box) => box.node.checked).map((box) => box.value);
  const node = h("div", { class: "choices", role: kind === "radio" ? "radiogroup" : "group", "aria-label": labelOf(element, block) },
    boxes.map(({ node: box, option }) => h("label", { class: "choice" }, box,
      h("span", {}, textObject(option.text, ctx.names), option.description && h("small", {}, textObject(option.description, ctx.names))))));
  return changes(field(node, element, block, () => (kind === "radio" ? picked()[0] ?? null : picked())), element, block, ctx);
}

function text(element, block, ctx, type) {
  const props = {
    class: "text-input",
    placeholder: element.placeholder ? plainText(element.placeholder.text) : undefined,
    maxlength: element.max_length,
    inputmode: element.type === "number_input" ? "decimal" : undefined,
    autocomplete: "off",
  };
  const node = element.multiline ? h("textarea", { ...props, rows: 4 }) : h("input", { ...props, type });
  node.value = initial(element, block, ctx, element.initial_value) ?? "";
  return changes(field(node, element, block, () => node.value), element, block, ctx);
}

function date(element, block, ctx, type, start) {
  const node = h("input", { class: "text-input date", type, "aria-label": labelOf(element, block) });
  node.value = initial(element, block, ctx, start) ?? "";
  return changes(field(node, element, block, () => node.value), element, block, ctx);
}

function dateTime(element, block, ctx) {
  const local = (seconds) => new Date(seconds * 1000 - new Date(seconds * 1000).getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  const node = date(element, block, ctx, "datetime-local", element.initial_date_time ? local(element.initial_date_time) : "");
  readers.set(node, () => (node.value ? String(Math.floor(new Date(node.value).getTime() / 1000)) : ""));
  return node;
}

const conversations = (ctx) => [{ options: ctx.channels().map((c) => [c.id, c.kind === "im" ? "Direct message to me" : `#${c.name}`]) }];
const channels = (ctx) => [{ options: ctx.channels().filter((c) => c.kind === "channel").map((c) => [c.id, `#${c.name}`]) }];
const people = (ctx) => [{ options: ctx.people().map((p) => [p.id, p.name]) }];

function conversationsSelect(element, block, ctx) {
  const here = element.default_to_current_conversation ? ctx.here() : undefined;
  return select(element, block, ctx, conversations(ctx), element.initial_conversation || here);
}

const asOptions = (groups) => groups[0].options.map(([value, words]) => ({ value, text: { type: "plain_text", text: words } }));

function feedback(element, block, ctx) {
  const one = (which, part) => h("button", { type: "button", class: "button", "aria-label": part.accessibility_label, dataset: { action: element.action_id },
    onclick: (event) => ctx.act(event.currentTarget, block.block_id, element.action_id, which) }, plainText(part.text.text));
  return h("span", { class: "pair" }, one("positive", element.positive_button), one("negative", element.negative_button));
}

const KINDS = {
  button,
  overflow,
  feedback_buttons: feedback,
  icon_button: (e, b, ctx) => button({ ...e, text: e.text || { text: e.icon } }, b, ctx),
  static_select: staticSelect,
  multi_static_select: (e, b, ctx) => choices(e, b, ctx, "checkbox", optionsOf(e), (e.initial_options || []).map((o) => o.value)),
  checkboxes: (e, b, ctx) => choices(e, b, ctx, "checkbox", e.options, (e.initial_options || []).map((o) => o.value)),
  radio_buttons: (e, b, ctx) => choices(e, b, ctx, "radio", e.options, e.initial_option?.value ?? null),
  plain_text_input: (e, b, ctx) => text(e, b, ctx, "text"),
  email_text_input: (e, b, ctx) => text(e, b, ctx, "email"),
  url_text_input: (e, b, ctx) => text(e, b, ctx, "url"),
  number_input: (e, b, ctx) => text(e, b, ctx, "text"),
  datepicker: (e, b, ctx) => date(e, b, ctx, "date", e.initial_date),
  timepicker: (e, b, ctx) => date(e, b, ctx, "time", e.initial_time),
  datetimepicker: dateTime,
  conversations_select: conversationsSelect,
  channels_select: (e, b, ctx) => select(e, b, ctx, channels(ctx), e.initial_channel),
  users_select: (e, b, ctx) => select(e, b, ctx, people(ctx), e.initial_user),
  multi_conversations_select: (e, b, ctx) => choices(e, b, ctx, "checkbox", asOptions(conversations(ctx)), e.initial_conversations || []),
  multi_channels_select: (e, b, ctx) => choices(e, b, ctx, "checkbox", asOptions(channels(ctx)), e.initial_channels || []),
  multi_users_select: (e, b, ctx) => choices(e, b, ctx, "checkbox", asOptions(people(ctx)), e.initial_users || []),
};

/** Return an element as a node. */
export function element(part, block, ctx) {
  return KINDS[part.type] ? KINDS[part.type](part, block, ctx) : h("span", { class: "muted" }, `[${part.type}]`);
}
