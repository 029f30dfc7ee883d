// Block Kit's layout blocks as elements.

import { chart } from "./charts.js";
import { h } from "./dom.js";
import { element } from "./elements.js";
import { link, plainText, textObject } from "./mrkdwn.js";
import { markdown, richText } from "./richtext.js";

// Pictures from elsewhere are not loaded: the page asks nobody but this machine.
const picture = (part) => link(part.image_url || part.slack_file?.url || "", `🖼 ${plainText(part.alt_text)}`);

function section(block, ctx) {
  const body = h("div", { class: "section-body" },
    block.text && h("div", { class: "mrkdwn" }, textObject(block.text, ctx.names)),
    block.fields && h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "mrkdwn" }, textObject(field, ctx.names)))));
  if (!block.accessory) return body;
  const accessory = block.accessory.type === "image" ? picture(block.accessory) : element(block.accessory, block, ctx);
  const wide = ["checkboxes", "radio_buttons", "multi_static_select"].includes(block.accessory.type);
  return h("div", { class: wide ? "section stacked" : "section" }, body, h("div", { class: "accessory" }, accessory));
}

function context(block, ctx) {
  return h("div", { class: "context" }, block.elements.map((part) =>
    part.type === "image" ? picture(part) : h("span", { class: "mrkdwn" }, textObject(part, ctx.names))));
}

const actions = (block, ctx) => h("div", { class: "actions" }, block.elements.map((part) => element(part, block, ctx)));

function input(block, ctx) {
  const control = element(block.element, block, ctx);
  const id = `f-${block.block_id}`;
  const target = control.matches("input, select, textarea") ? control : null;
  const words = [plainText(block.label.text), block.optional && h("span", { class: "muted" }, " (optional)")];
  const error = ctx.errors?.[block.block_id];
  if (target) target.id = id;
  else control.setAttribute("aria-labelledby", `${id}-label`);
  (target || control).setAttribute("aria-describedby", `${id}-hint ${id}-error`);
  if (error) (target || control).setAttribute("aria-invalid", "true");
  return h("div", { class: error ? "input-block wrong" : "input-block", dataset: { blockId: block.block_id } },
    target ? h("label", { for: id, class: "label" }, words) : h("div", { id: `${id}-label`, class: "label" }, words),
    control,
    h("div", { id: `${id}-hint`, class: "hint" }, block.hint ? plainText(block.hint.text) : null),
    h("div", { id: `${id}-error`, class: "error", role: "alert" }, error || null));
}

function cell(part, ctx) {
  if (part.type === "rich_text") return richText(part, ctx.names);
  return plainText(part.text ?? part.value ?? "");
}

function table(block, ctx) {
  const [head, ...body] = block.rows;
  const align = (i) => `align-${block.column_settings?.[i]?.align || (i && body.length && body.every((row) => /^[\d.,%+-]+$/.test(row[i]?.text ?? "")) ? "right" : "left")}`;
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table" }, h("table", {},
    h("thead", {}, h("tr", {}, head.map((part, i) => h("th", { scope: "col", class: align(i) }, cell(part, ctx))))),
    h("tbody", {}, body.map((row) => h("tr", {}, row.map((part, i) => h("td", { class: align(i) }, cell(part, ctx))))))));
}

function image(block) {
  return h("div", { class: "image" }, block.title && h("div", { class: "muted" }, plainText(block.title.text)), picture(block));
}

const KINDS = {
  header: (block) => h("h3", { class: "block-header" }, plainText(block.text.text)),
  section,
  context,
  actions,
  context_actions: actions,
  divider: () => h("hr"),
  image,
  input,
  rich_text: (block, ctx) => h("div", { class: "mrkdwn" }, richText(block, ctx.names)),
  markdown: (block) => h("div", { class: "mrkdwn markdown" }, markdown(block.text)),
  table,
  data_table: table,
  data_visualization: (block) => chart(block),
  alert: (block, ctx) => h("div", { class: `alert ${block.level || ""}` }, textObject(block.text, ctx.names)),
};

/** Return blocks as nodes; one that cannot be drawn shows that, and the others stand. */
export function renderBlocks(blocks, ctx) {
  return blocks.map((block) => {
    const draw = KINDS[block.type];
    if (!draw) return h("div", { class: "muted" }, `[${block.type}]`);
    const node = draw(block, ctx);
    node.classList.add("block");
    return node;
  });
}
