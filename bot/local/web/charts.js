// Slack's data_visualization block as SVG, drawn at the width there is, with its numbers as a table.

import { h, put, s } from "./dom.js";

const HEIGHT = 260;
const TOP = 12;
const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/** Return round steps for an axis from 0 (or below) to at least `most`. */
export function ticks(least, most, wanted = 4) {
  const span = Math.max(most - Math.min(0, least), 1);
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const whole = Math.max([1, 2, 5, 10].find((n) => n * power >= rough) * power, 1);
  const out = [];
  for (let at = Math.floor(Math.min(0, least) / whole) * whole; at < most + whole; at += whole) {
    out.push(at);
    if (at >= most) break;
  }
  return out;
}

function frame(chart, width) {
  const values = chart.series.flatMap((one) => one.data.map((point) => point.value));
  const steps = ticks(Math.min(...values, 0), Math.max(...values, 1));
  const left = 14 + 7 * Math.max(...steps.map((step) => number.format(step).length));
  const categories = chart.axis_config?.categories || chart.series[0].data.map((point) => point.label);
  const room = (width - left - 8) / categories.length;
  const longest = Math.max(...categories.map((name) => name.length));
  const slanted = longest * 6.6 > room - 4;
  const bottom = slanted ? Math.min(24 + longest * 4.6, 84) : 26;
  const span = steps.at(-1) - steps[0];
  const y = (value) => TOP + (HEIGHT - TOP - bottom) * (1 - (value - steps[0]) / span);
  const x = (i) => left + room * (i + 0.5);
  return { steps, left, categories, room, slanted, bottom, x, y, width };
}

function axes(f) {
  const every = f.slanted ? Math.max(1, Math.ceil(16 / f.room)) : 1;
  return [
    f.steps.map((step) => [
      s("line", { class: step === 0 ? "axis" : "grid", x1: f.left, x2: f.width - 4, y1: f.y(step), y2: f.y(step) }),
      s("text", { class: "tick", x: f.left - 6, y: f.y(step) + 4, "text-anchor": "end" }, number.format(step)),
    ]),
    f.categories.map((name, i) => i % every ? null : s("text", f.slanted
      ? { class: "tick", transform: `translate(${f.x(i) + 4},${HEIGHT - f.bottom + 14}) rotate(-38)`, "text-anchor": "end" }
      : { class: "tick", x: f.x(i), y: HEIGHT - f.bottom + 17, "text-anchor": "middle" }, name)),
  ];
}

const tip = (name, label, value) => s("title", {}, `${name ? `${name}, ` : ""}${label}: ${number.format(value)}`);

function bars(chart, f) {
  const thick = Math.min((f.room * 0.76) / chart.series.length, 46);
  const numbered = chart.series.length === 1 && thick > 16;
  return chart.series.map((one, k) => one.data.map((point, i) => {
    const x = f.x(i) + (k - chart.series.length / 2) * thick;
    const top = Math.min(f.y(point.value), f.y(0));
    const high = Math.abs(f.y(point.value) - f.y(0));
    return [
      s("rect", { class: `fill-${k % 6}`, x: x + 0.5, y: top, width: Math.max(thick - 1, 1), height: high, rx: Math.min(2.5, high) }, tip(one.name, point.label, point.value)),
      numbered && point.value ? s("text", { class: "value", x: x + thick / 2, y: top - 4, "text-anchor": "middle" }, number.format(point.value)) : null,
    ];
  }));
}

function curves(chart, f, filled) {
  return chart.series.map((one, k) => {
    const points = one.data.map((point, i) => `${f.x(i).toFixed(1)},${f.y(point.value).toFixed(1)}`);
    return [
      filled && s("path", { class: `area-${k % 6}`, d: `M${f.x(0)},${f.y(0)} L${points.join(" L")} L${f.x(one.data.length - 1)},${f.y(0)} Z` }),
      s("polyline", { class: `line-${k % 6}`, points: points.join(" ") }),
      one.data.map((point, i) => s("circle", { class: `fill-${k % 6}`, cx: f.x(i), cy: f.y(point.value), r: 3.2 }, tip(one.name, point.label, point.value))),
    ];
  });
}

function pie(chart) {
  const total = chart.segments.reduce((sum, one) => sum + one.value, 0) || 1;
  const [middle, outer, inner] = [110, 100, 56];
  let turn = -Math.PI / 2;
  const at = (radius, angle) => `${(middle + radius * Math.cos(angle)).toFixed(2)} ${(middle + radius * Math.sin(angle)).toFixed(2)}`;
  const slices = chart.segments.map((one, k) => {
    const end = turn + Math.min(one.value / total, 0.9999) * 2 * Math.PI;
    const big = end - turn > Math.PI ? 1 : 0;
    const d = `M${at(outer, turn)} A${outer} ${outer} 0 ${big} 1 ${at(outer, end)} L${at(inner, end)} A${inner} ${inner} 0 ${big} 0 ${at(inner, turn)} Z`;
    turn = end;
    return s("path", { class: `fill-${k % 6} slice`, d }, s("title", {}, `${one.label}: ${number.format(one.value)} (${Math.round((100 * one.value) / total)}%)`));
  });
  return s("svg", { viewBox: "0 0 220 220", class: "pie" }, slices,
    s("text", { class: "total", x: 110, y: 116, "text-anchor": "middle" }, number.format(total)));
}

function legend(names) {
  return h("ul", { class: "legend" }, names.map((name, k) => h("li", {}, h("span", { class: `swatch swatch-${k % 6}` }), name)));
}

function numbers(head, rows) {
  return h("details", { class: "numbers" }, h("summary", {}, "Numbers"),
    h("div", { class: "scroll" }, h("table", {},
      h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map((value, i) => h(i ? "td" : "th", i ? { class: "align-right" } : { scope: "row" }, i ? number.format(value) : value))))))));
}

function drawPie(block) {
  const total = block.chart.segments.reduce((sum, one) => sum + one.value, 0) || 1;
  const shares = block.chart.segments.map((one) => `${one.label} · ${number.format(one.value)} (${Math.round((100 * one.value) / total)}%)`);
  const drawing = pie(block.chart);
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", `${block.title}. ${shares.join(", ")}`);
  return [h("div", { class: "pie-row" }, drawing, legend(shares))];
}

function drawSeries(block) {
  const { chart } = block;
  const holder = h("div", { class: "plot" });
  const names = chart.series.map((one) => one.name);
  const categories = chart.series[0].data.map((point) => point.label);
  const draw = (width) => {
    const f = frame(chart, width);
    const marks = chart.type === "bar" ? bars(chart, f) : curves(chart, f, chart.type === "area");
    put(holder, s("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img",
      "aria-label": `${block.title}. A ${chart.type} chart of ${names.join(", ")}; the numbers follow.` }, axes(f), marks));
  };
  let drawn = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry.contentRect.width);
    if (width > 40 && width !== drawn) draw((drawn = width));
  }).observe(holder);
  const axis = chart.axis_config || {};
  return [
    axis.y_label ? h("div", { class: "axis-label" }, axis.y_label) : null,
    holder,
    axis.x_label ? h("div", { class: "axis-label x" }, axis.x_label) : null,
    names.length > 1 ? legend(names) : null,
    numbers(["", ...names], categories.map((name, i) => [name, ...chart.series.map((one) => one.data[i]?.value ?? 0)])),
  ];
}

/** Return a data_visualization block as a figure. */
export function chart(block) {
  const known = block.chart?.segments?.length || block.chart?.series?.length;
  return h("figure", { class: "chart" }, h("figcaption", {}, block.title),
    known ? (block.chart.type === "pie" ? drawPie(block) : drawSeries(block)) : h("p", { class: "muted" }, "Nothing to draw."));
}
