// Charts over the days, all with the same cursor.

import { h, s, money, dateText, dateOf } from "./dom.js";

// Round numbers between two: as many as fit, up to one more than are wanted.
function nice(low, high, wanted) {
  const power = 10 ** Math.floor(Math.log10((high - low) / wanted || 1));
  const count = (step) => Math.floor(high / step + 1e-6) - Math.ceil(low / step - 1e-6) + 1;
  const step = [0.5, 1, 2, 2.5, 5, 10].map((t) => t * power).find((one) => count(one) <= wanted + 1) ?? 20 * power;
  const ticks = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step / 1e6; value += step) ticks.push(value);
  return ticks;
}

function pathOf(values, x, y) {
  let path = "", pen = "M";
  values.forEach((value, i) => {
    if (value === null || value === undefined) { pen = "M"; return; }
    path += `${pen}${x(i + 1).toFixed(1)},${y(value).toFixed(1)}`;
    pen = "L";
  });
  return path;
}

// Panels one below the other over the same days. Each: {title, unit, height, lines: [{values, className, label}], bars, zero, format,
// least}; a panel reaches up to its least even where there is nothing to show yet.
export function dayChart({ run, days, width, panels, lanes = [], label, onDay }) {
  const left = width < 560 ? 62 : 138, right = width < 560 ? 10 : 18, inner = Math.max(width - left - right, 80);
  const x = (day) => left + ((day - 0.5) / days) * inner;
  const parts = [], titles = [], cursors = [];
  let top = 6;
  for (const panel of panels) {
    const all = [...panel.lines.flatMap((line) => line.values), ...(panel.bars ?? [])].filter((v) => v !== null && v !== undefined);
    let low = Math.min(panel.zero === false && all.length ? Infinity : 0, ...minmax(all)), high = Math.max(panel.least ?? low + 1, ...minmax(all));
    if (high === low) high = low + 1;
    const room = (high - low) * 0.06, bottom = top + 20 + panel.height;
    const y = (value) => bottom - ((value - low) / (high + room - low)) * panel.height;
    titles.push(s("text", { x: 2, y: top + 12, class: "title" }, panel.unit ? `${panel.title} (${panel.unit})` : panel.title));
    for (const tick of nice(low, high, panel.height > 120 ? 5 : 2)) {
      parts.push(s("line", { x1: left, x2: left + inner, y1: y(tick), y2: y(tick), class: "grid" }),
        s("text", { x: left - 6, y: y(tick) + 4, class: "tick end" }, (panel.format ?? String)(tick)));
    }
    if (panel.bars) {
      const wide = Math.max(inner / days - 0.4, 0.6);
      const path = panel.bars.map((value, i) => value ? `M${(x(i + 1) - wide / 2).toFixed(1)},${y(0).toFixed(1)}h${wide.toFixed(1)}V${y(value).toFixed(1)}h${(-wide).toFixed(1)}Z` : "").join("");
      parts.push(s("path", { d: path, class: `bars ${panel.barClass ?? ""}` }));
    }
    for (const line of panel.lines) {
      const drawn = s("path", { d: pathOf(line.values, x, y), class: `line ${line.className ?? ""}` });
      if (line.label) drawn.append(s("title", {}, line.label));
      parts.push(drawn);
    }
    cursors.push([top + 20, bottom]);
    top = bottom + 8;
  }
  const laneTop = top;
  lanes.forEach((lane, i) => {
    const y = laneTop + 8 + i * 17;
    parts.push(s("line", { x1: left, x2: left + inner, y1: y, y2: y, class: "grid" }),
      s("text", { x: left - 6, y: y + 4, class: "tick end" }, lane.label));
    for (const [day, title] of lane.marks) {
      parts.push(s("path", { d: lane.shape(x(day), y), class: `mark ${lane.className}`, "data-day": day }, s("title", {}, title)));
    }
  });
  if (lanes.length) { top = laneTop + lanes.length * 17 + 4; cursors.push([laneTop, top]); }
  const monthly = [];
  for (let day = 1; day <= days; day++) if (dateOf(run, day).getUTCDate() === 1 || day === 1) monthly.push(day);
  let lastX = -100;
  for (const day of days < 45 ? Array.from({ length: days }, (_, i) => i + 1).filter((d) => d % 5 === 1) : monthly) {
    const text = days < 45 ? `day ${day}` : dateText(run, day, { month: "short" });
    if (x(day) - lastX < 34 || x(day) > left + inner - 14) continue;
    lastX = x(day);
    parts.push(s("text", { x: x(day), y: top + 12, class: "tick" }, text), s("line", { x1: x(day), x2: x(day), y1: top - 3, y2: top + 1, class: "axis" }));
  }
  const height = top + 18;
  const cursor = s("line", { y1: cursors[0][0] - 4, y2: top, class: "cursor" });
  const svg = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "chart", role: "img", "aria-label": label }, parts, cursor, titles);
  const dayAt = (event) => {
    const box = svg.getBoundingClientRect();
    return Math.min(days, Math.max(1, Math.round(((event.clientX - box.left) * (width / box.width) - left) / inner * days + 0.5)));
  };
  let down = false;
  svg.addEventListener("pointerdown", (event) => { down = true; svg.setPointerCapture(event.pointerId); onDay(Number(event.target.dataset?.day) || dayAt(event)); });
  svg.addEventListener("pointermove", (event) => { if (down) onDay(dayAt(event)); });
  svg.addEventListener("pointerup", () => { down = false; });
  return { element: svg, setDay: (day) => { cursor.setAttribute("x1", x(day)); cursor.setAttribute("x2", x(day)); } };
}

function minmax(values) {
  let low = Infinity, high = -Infinity;
  for (const value of values) { if (value < low) low = value; if (value > high) high = value; }
  return low > high ? [] : [low, high];
}

const r = 4.5;
export const SHAPES = {
  order: (x, y) => `M${x - r},${y - r}h${2 * r}v${2 * r}h${-2 * r}Z`,
  scam: (x, y) => `M${x},${y - r - 1}L${x + r + 1},${y + r}H${x - r - 1}Z`,
  closure: (x, y) => `M${x - r},${y - r}L${x + r},${y + r}M${x + r},${y - r}L${x - r},${y + r}`,
  complaint: (x, y) => `M${x},${y - r - 1}L${x + r},${y}L${x},${y + r + 1}L${x - r},${y}Z`,
  refund: (x, y) => `M${x},${y + r + 1}L${x + r + 1},${y - r}H${x - r - 1}Z`,
  tokens: (x, y) => `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0`,
  end: (x, y) => `M${x - 2},${y - 7}h4v14h-4Z`,
};

// Prices over the days of a bargain: what was quoted, asked and paid, and the floor when it is known.
export function priceChart({ run, width, quotes, asked, paid, floor, day, label, onDay }) {
  const points = [...quotes, ...asked, ...paid];
  if (!points.length) return h("p", { class: "quiet" }, "No price was ever named for this product.");
  const left = 56, height = 190, bottom = height - 26, top = 12;
  const days = points.map((p) => p[0]), first = Math.min(...days), last = Math.max(...days, first + 1);
  const cents = [...points.map((p) => p[1]), ...(floor ? [floor] : [])];
  const low = Math.min(...cents) * 0.92, high = Math.max(...cents) * 1.05;
  const right = floor ? 92 : 38; // the floor's name stands beside its line
  const x = (d) => left + 12 + ((d - first) / (last - first)) * (width - left - 12 - right);
  const y = (c) => bottom - ((c - low) / (high - low || 1)) * (bottom - top);
  const parts = nice(low, high, 4).map((tick) => [
    s("line", { x1: left, x2: width - right + 14, y1: y(tick), y2: y(tick), class: "grid" }),
    s("text", { x: left - 6, y: y(tick) + 4, class: "tick end" }, money(tick))]);
  parts.push(s("path", { d: quotes.map(([d, c], i) => `${i ? "L" : "M"}${x(d)},${y(c)}`).join(""), class: "line quoted" }));
  const put = (kind, list, shape) => list.map(([d, c]) => s("path", { d: shape(x(d), y(c)), class: `mark ${kind}` }, s("title", {}, `Day ${d}: ${kind} ${money(c)}`)));
  parts.push(put("quoted", quotes, SHAPES.tokens), put("asked", asked, SHAPES.scam), put("paid", paid, SHAPES.order));
  if (floor) parts.push(s("line", { x1: left, x2: width - right + 14, y1: y(floor), y2: y(floor), class: "floor" }), s("text", { x: width - 2, y: y(floor) - 3, class: "tick end" }, "hidden"), s("text", { x: width - 2, y: y(floor) + 11, class: "tick end" }, `floor ${money(floor)}`));
  for (const d of new Set([first, last])) parts.push(s("text", { x: x(d), y: height - 8, class: "tick" }, `day ${d}`));
  if (day >= first && day <= last) parts.push(s("line", { x1: x(day), x2: x(day), y1: top, y2: bottom, class: "cursor" }));
  const svg = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "chart", role: "img", "aria-label": label }, parts);
  svg.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect();
    onDay(Math.round(first + ((event.clientX - box.left) * (width / box.width) - left - 12) / (width - left - 12 - right) * (last - first)));
  });
  return h("figure", {}, svg, h("figcaption", { class: "legend" },
    key("quoted", "quoted", SHAPES.tokens), key("asked", "asked by the agent", SHAPES.scam), key("paid", "ordered", SHAPES.order), "Dollars per unit over the days"));
}

export function key(kind, text, shape) {
  return h("span", {}, s("svg", { width: 16, height: 14, "aria-hidden": "true" }, s("path", { d: shape(8, 7), class: `mark ${kind}` })), text);
}
