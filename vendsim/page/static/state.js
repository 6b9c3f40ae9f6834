// What is looked at: the run, the day, the view and the thing in it. The address keeps it.

export const state = { run: null, day: 1, view: null, item: null, ...readAddress() };
const listeners = [];

export function onChange(listener) {
  listeners.push(listener);
}

export function go(change) {
  const before = { ...state };
  if ("view" in change && change.view !== state.view && !("item" in change)) change.item = null;
  Object.assign(state, change);
  writeAddress();
  for (const listener of listeners) listener(state, before);
}

function readAddress() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const found = {};
  if (parts.get("run")) found.run = parts.get("run");
  if (/^\d{1,6}$/.test(parts.get("day") ?? "")) found.day = Number(parts.get("day"));
  if (parts.get("view")) found.view = parts.get("view");
  found.item = parts.get("item");
  return found;
}

function writeAddress() {
  const parts = new URLSearchParams();
  for (const name of ["run", "day", "view", "item"]) {
    if (state[name] !== null && state[name] !== undefined) parts.set(name, state[name]);
  }
  history.replaceState(null, "", `#${parts}`);
}

addEventListener("hashchange", () => go(readAddress()));
