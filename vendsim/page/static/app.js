// The page: its head with the cursor, its views, keys, and growth while runs go on.

import { h, plain, money, dateText } from "./dom.js";
import { model, list, served, runOf, fetchRun, ask } from "./data.js";
import { state, go, onChange } from "./state.js";
import { balanceView, machineView, mailView, transcriptView, ledgerView, pinsView } from "./views.js";
import { playPage } from "./play.js";
import { runsView, compareView, statusText } from "./compare.js";

const VIEWS = { balance: ["Balance", balanceView], machine: ["Machine", machineView], mail: ["Mail", mailView], transcript: ["Transcript", transcriptView], ledger: ["Ledger", ledgerView], wrong: ["What went wrong", pinsView] };
const OF_ALL = { runs: ["Runs", runsView], compare: ["Compare", compareView] };

const main = h("main", { id: "main", tabindex: -1 }), header = h("header", { class: "top" }), status = h("p", { class: "unseen", role: "status", "aria-live": "polite" });
const slider = h("input", { type: "range", min: 1, step: 1, id: "day", oninput: () => go({ day: Number(slider.value) }) });
const dayText = h("output", { for: "day" });
let view = null, shown = null;

function lastDay(run) {
  return Math.max(1, run.closed, ...(run.months.length ? [run.months.at(-1).last] : []));
}

function clamp(run, day) {
  return Math.min(Math.max(1, day || 1), lastDay(run));
}

function theme() {
  const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "light" : "dark";
}

function drawHeader() {
  const run = runOf(state.run);
  const many = list.rows.length > 1 || served;
  const tab = (name, title) => h("a", { href: `#view=${name}`, "aria-current": state.view === name ? "page" : null, onclick: (e) => { e.preventDefault(); go({ view: name }); } }, title);
  const chooser = list.rows.length > 1 ? h("select", { "aria-label": "Run", onchange: (e) => go({ run: e.target.value }) }, list.rows.map((row) => h("option", { value: row.id, selected: row.id === state.run }, `${plain(row.agent)}, ${row.scenario}, seed ${row.seed}`)))
    : run ? h("h1", {}, `${plain(run.agent)}, ${run.scenario}, seed ${run.seed}`) : h("h1", {}, "vendsim");
  const cursor = run ? h("div", { class: "cursorbar" }, h("label", { for: "day", class: "unseen" }, "Day"),
    h("button", { type: "button", "aria-label": "Day before", onclick: () => go({ day: clamp(run, state.day - 1) }) }, "◀"), slider,
    h("button", { type: "button", "aria-label": "Next day", onclick: () => go({ day: clamp(run, state.day + 1) }) }, "▶"), dayText) : "";
  header.replaceChildren(h("div", { class: "line1" }, chooser, run ? h("span", { class: `badge ${run.status}` }, statusText(run)) : "", h("button", { type: "button", class: "theme", onclick: theme }, "Dark / light")), cursor,
    h("nav", { "aria-label": "Views" }, run ? Object.entries(VIEWS).map(([name, [title]]) => tab(name, name === "wrong" ? `${title} (${run.pins.length})` : title)) : "", many ? Object.entries(OF_ALL).map(([name, [title]]) => tab(name, title)) : ""));
  const tabs = header.querySelector("nav"), here = tabs.querySelector("[aria-current]");
  if (here) tabs.scrollLeft = here.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - here.offsetWidth) / 2;
  drawDay();
}

function drawDay() {
  const run = runOf(state.run);
  if (!run) return;
  slider.max = lastDay(run);
  slider.value = state.day;
  const text = `Day ${state.day} of ${run.days}, ${dateText(run, state.day)}`;
  slider.setAttribute("aria-valuetext", text);
  dayText.textContent = `${text}: ${money(run.series.bank[state.day - 1] ?? run.series.bank.at(-1) ?? run.start_cents)}`;
}

async function draw() {
  if (served && state.run && !runOf(state.run) && list.rows.some((row) => row.id === state.run)) await fetchRun(state.run);
  if (served && state.view === "compare") await Promise.all(list.rows.slice(0, 24).filter((row) => !runOf(row.id)).map((row) => fetchRun(row.id)));
  const run = runOf(state.run);
  if (run) state.day = clamp(run, state.day);
  drawHeader();
  const make = VIEWS[state.view] ?? OF_ALL[state.view];
  shown = `${state.run} ${state.view}`;
  view = VIEWS[state.view] && !run ? runsView() : make[1](run);
  main.replaceChildren(view.element);
  view.shown?.();
  await view.day?.();
}

function start() {
  if (!state.view || !(state.view in VIEWS || state.view in OF_ALL)) state.view = list.rows.length > 1 && !state.run ? (served ? "runs" : "compare") : "balance";
  if (!list.rows.some((row) => row.id === state.run)) state.run = list.rows[0]?.id ?? null;
  const run = runOf(state.run);
  if (run && !location.hash.includes("day=")) state.day = Math.max(run.closed, 1);
}

onChange(async (now) => {
  const run = runOf(now.run);
  if (run) now.day = clamp(run, now.day);
  if (`${now.run} ${now.view}` !== shown) { await draw(); scrollTo(0, 0); return; }
  drawDay();
  await view.day?.();
});

addEventListener("keydown", (event) => {
  const run = runOf(state.run);
  if (!run || event.altKey || event.ctrlKey || event.metaKey || event.target.matches?.("input:not([type=range]), select, textarea")) return;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  go({ day: clamp(run, state.day + step * (event.shiftKey ? 7 : 1)) });
});

async function live() {
  main.replaceChildren(h("p", { class: "quiet" }, "Reading the runs ..."));
  list.rows = await ask("runs");
  start();
  if (state.run && state.view !== "runs") await fetchRun(state.run);
  const run = runOf(state.run);
  if (run && !location.hash.includes("day=")) state.day = Math.max(run.closed, 1);
  await draw();
  const source = new EventSource(`${served.base}changes`);
  source.onmessage = async (message) => {
    const { rows, changed } = JSON.parse(message.data);
    list.rows = rows;
    for (const id of changed) {
      const old = runOf(id);
      if (!old) continue;
      const atEnd = state.day >= lastDay(old) - 1, run = await fetchRun(id);
      if (id === state.run && atEnd) state.day = Math.max(run.closed, 1);
      if (id === state.run) status.textContent = `Day ${run.closed} has closed.`;
    }
    const place = scrollY;
    if (changed.length || state.view === "runs") { if (!document.activeElement?.matches("input[type=search]")) { await draw(); scrollTo(0, place); } }
  };
}

document.body.prepend(h("a", { class: "skip", href: "#main", onclick: (e) => { e.preventDefault(); main.focus(); } }, "Skip to the content"), header, main, h("footer", {}, served?.play ? "" : "Left and right arrow keys move the day, with Shift by a week. The address keeps run, day and view: copy it to show somebody this place.", status));
if (served?.play) playPage(main, header).catch((error) => main.replaceChildren(h("p", { class: "error" }, `The server cannot be reached: ${error.message}`)));
else if (served) live().catch((error) => main.replaceChildren(h("p", { class: "error" }, `The server cannot be reached: ${error.message}`)));
else { start(); draw(); }
document.documentElement.dataset.ready = "yes";
