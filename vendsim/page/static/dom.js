// Elements, numbers and texts. Whatever a model wrote goes into the page as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Control characters and marks that turn the direction of text are shown, so that they do nothing.
export function plain(text) {
  return String(text)
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (c) =>
      `[U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);
}

const SHOWN_AT_FIRST = 4000;

// A text of any length: a long one begins short and is shown whole on demand.
export function longText(text, tag = "pre") {
  const clean = plain(text);
  const box = h(tag, { class: "text", dir: "auto" });
  if (clean.length <= SHOWN_AT_FIRST * 1.5) {
    box.textContent = clean;
    return box;
  }
  const body = document.createTextNode(clean.slice(0, SHOWN_AT_FIRST));
  const more = h("button", { type: "button", class: "more", onclick: () => { body.data = clean; box.classList.add("whole"); box.tabIndex = 0; box.focus(); more.remove(); } },
    `Show all ${clean.length.toLocaleString("en")} characters`);
  box.append(body);
  return h("div", {}, box, more);
}

export function money(cents, digits = 2) {
  if (cents === null || cents === undefined) return "–";
  const text = (Math.abs(cents) / 100).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${cents < 0 ? "−" : ""}$${text}`;
}

export function dateOf(run, day) {
  const date = new Date(`${run.start}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + day - 1);
  return date;
}

export function dateText(run, day, options = { weekday: "short", day: "numeric", month: "short", year: "numeric" }) {
  return dateOf(run, day).toLocaleDateString("en-GB", { ...options, timeZone: "UTC" });
}

export function table(caption, head, rows, options = {}) {
  const numeric = new Set(options.numeric ?? []);
  const cell = (tag, value, i, more = {}) => h(tag, { class: numeric.has(i) ? "number" : null, ...more }, value);
  const body = h("tbody");
  const element = h("table", { class: options.class },
    h("caption", { class: options.showCaption ? null : "unseen" }, caption),
    h("thead", {}, h("tr", {}, head.map((name, i) => cell("th", name, i, { scope: "col" })))), body);
  growing(body, rows, (row) => h("tr", { class: row.className }, row.map((value, i) =>
    cell(i === 0 && options.rowHead ? "th" : "td", value instanceof Node ? value : plain(value ?? ""), i,
      i === 0 && options.rowHead ? { scope: "row" } : {}))));
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, element);
}

// Rows are made as one scrolls to them.
function growing(body, rows, make, step = 150) {
  let next = 0;
  const more = () => {
    const end = Math.min(next + step, rows.length);
    while (next < end) body.append(make(rows[next++]));
    if (next >= rows.length) return;
    const last = body.lastElementChild;
    const watcher = new IntersectionObserver((seen) => {
      if (seen.some((entry) => entry.isIntersecting)) { watcher.disconnect(); more(); }
    }, { rootMargin: "800px" });
    watcher.observe(last);
  };
  more();
}
