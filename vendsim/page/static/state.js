// What is looked at: the run, the day, the view and the thing in it. The address keeps it; no day means the latest.

import { h } from "./dom.js";

const PARTS = ["run", "day", "view", "item"];
export const state = { run: null, day: null, view: null, item: null, ...readAddress() };
const listeners = [];

export function onChange(listener) {
  listeners.push(listener);
}

function after(change) {
  const leaves = "view" in change && change.view !== state.view && !("item" in change);
  return { ...state, ...change, ...(leaves ? { item: null } : {}) };
}

export function addressOf(change) {
  const parts = new URLSearchParams(), there = after(change);
  for (const name of PARTS) if (there[name] !== null && there[name] !== undefined) parts.set(name, there[name]);
  return `#${parts}`;
}

// The browser's way back leads to the view before, not through every day on which the cursor was.
export function go(change) {
  const next = after(change), leaves = ["run", "view", "item"].some((name) => next[name] !== state[name]);
  Object.assign(state, next);
  writeAddress(leaves);
  tell();
}

export function writeAddress(asNew = false) {
  history[asNew ? "pushState" : "replaceState"](null, "", addressOf({}));
}

// A link that can be followed, copied, or opened beside this page.
export function link(change, ...children) {
  return h("a", { href: addressOf(change), onclick: (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(change);
  } }, ...children);
}

function tell() {
  for (const listener of listeners) listener(state);
}

function readAddress() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const found = { item: parts.get("item") };
  if (parts.get("run")) found.run = parts.get("run");
  if (/^\d{1,6}$/.test(parts.get("day") ?? "")) found.day = Number(parts.get("day"));
  if (parts.get("view")) found.view = parts.get("view");
  return found;
}

addEventListener("hashchange", () => { Object.assign(state, readAddress()); tell(); });
