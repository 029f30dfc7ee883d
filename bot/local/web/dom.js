// Making elements without markup strings: text stays text, so nothing foreign can become HTML.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Return an HTML element: h("p", {class: "x", onclick}, "text", [nodes]). */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** Return an SVG element. */
export function s(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** Return one of the page's icons, drawn in the colour of the text around it. */
export function icon(name) {
  const paths = {
    close: "M5 5l10 10M15 5L5 15",
    menu: "M3 6h14M3 10h14M3 14h14",
    send: "M3 10l14-6-5 14-3-6z",
    back: "M12 4l-6 6 6 6",
    more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
    hash: "M7.5 3.5l-1.5 13M14 3.5l-1.5 13M3.5 7.5h13M3 12.5h13",
    home: "M3.5 9.5L10 4l6.5 5.5M5.5 8.5V16h9V8.5",
    chat: "M4 5h12v8H9l-4 3v-3H4z",
    down: "M10 4v11M5 10.5l5 5 5-5",
    eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5zM10 12a2 2 0 100-4 2 2 0 000 4",
    file: "M6 3h6l3 3v11H6zM12 3v3h3",
    thread: "M4 5h12M4 9h12M4 13h7",
  };
  return s(
    "svg",
    { viewBox: "0 0 20 20", class: "icon", "aria-hidden": "true", focusable: "false" },
    s("path", { d: paths[name] || paths.more }),
  );
}

/** Return the bot's mark: waves from a point, as a station sees them. */
export function mark() {
  return s(
    "svg",
    { viewBox: "0 0 32 32", class: "mark", "aria-hidden": "true", focusable: "false" },
    s("circle", { cx: 10, cy: 22, r: 3 }),
    s("path", { d: "M10 13.5a8.5 8.5 0 018.5 8.5M10 7a15 15 0 0115 15" }),
  );
}

/** Empty a node and put others in it. */
export function put(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}
