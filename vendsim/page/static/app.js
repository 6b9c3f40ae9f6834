// The page: its head with the cursor, its views, keys, and growth while runs go on.

import { h, plain, money, dateText } from "./dom.js";
import { model, list, served, runOf, fetchRun, ask } from "./data.js";
import { state, go, link, addressOf, writeAddress, onChange } from "./state.js";
import { balanceView, machineView, mailView, transcriptView, ledgerView, pinsView } from "./views.js";
import { playPage } from "./play.js";
import { runsView, compareView, statusText } from "./compare.js";

const VIEWS = { balance: ["Balance", balanceView], machine: ["Machine", machineView], mail: ["Mail", mailView], transcript: ["Transcript", transcriptView], ledger: ["Ledger", ledgerView], wrong: ["What went wrong", pinsView] };
const OF_ALL = { runs: ["Runs", runsView], compare: ["Compare", compareView] };
const MOST_COMPARED = 24;

const main = h("main", { id: "main", tabindex: -1 }), header = h("header", { class: "top" }), status = h("p", { class: "unseen", role: "status", "aria-live": "polite" });
const slider = h("input", { type: "range", min: 1, step: 1, id: "day", oninput: () => go({ day: Number(slider.value) }) });
const dayText = h("output", { for: "day" });
const lost = h("p", { class: "error lost", role: "alert", hidden: true }, "vendsim view does not answer any more; this is what it told last.");
let view = null, shown = null, headed = null, tabs = [];

function lastDay(run) {
  return Math.max(1, run.closed, ...(run.months.length ? [run.months.at(-1).last] : []));
}

const latest = (run) => Math.max(run.closed, 1);
const clamp = (run, day) => Math.min(Math.max(1, day ?? latest(run)), lastDay(run));

function theme() {
  const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "light" : "dark";
}

const themeButton = () => h("button", { type: "button", class: "theme", onclick: theme }, "Dark / light");
const runName = (run) => `${plain(run.agent)}, ${run.scenario}, seed ${run.seed}`;

// Made anew only when something in it has changed, so that nobody loses the place they have in it.
function drawHeader() {
  const run = runOf(state.run);
  const titles = { ...(run ? VIEWS : {}), ...(list.rows.length > 1 || served ? OF_ALL : {}) };
  const now = JSON.stringify([state.run, state.view, run?.status, run?.ending, run?.pins.length, list.rows.map(runName)]);
  if (now !== headed) {
    headed = now;
    const held = header.contains(document.activeElement) ? document.activeElement.tagName : null;
    tabs = Object.entries(titles).map(([name, [title]]) => [name, link({ view: name }, name === "wrong" ? `${title} (${run.pins.length})` : title)]);
    for (const [name, tab] of tabs) if (name === state.view) tab.setAttribute("aria-current", "page");
    const chooser = list.rows.length > 1 ? [h("h1", { class: "unseen" }, run ? runName(run) : "Runs"), h("select", { "aria-label": "Run", onchange: (e) => go({ run: e.target.value }) }, list.rows.map((row) => h("option", { value: row.id, selected: row.id === state.run }, runName(row))))]
      : h("h1", {}, run ? runName(run) : "vendsim");
    const step = (by, sign, label) => h("button", { type: "button", "aria-label": label, onclick: () => go({ day: clamp(runOf(state.run), state.day + by) }) }, h("span", { "aria-hidden": "true" }, sign));
    header.replaceChildren(h("div", { class: "line1" }, chooser, run ? h("span", { class: `badge ${run.status}` }, statusText(run)) : "", themeButton()),
      run ? h("div", { class: "cursorbar" }, h("label", { for: "day", class: "unseen" }, "Day"), step(-1, "◀", "Day before"), slider, step(1, "▶", "Next day"), dayText) : "",
      h("nav", { "aria-label": "Views" }, tabs.map(([, tab]) => tab)));
    const bar = header.querySelector("nav"), here = bar.querySelector("[aria-current]");
    if (held) (held === "SELECT" ? header.querySelector("select") : here)?.focus({ preventScroll: true });
    if (here) bar.scrollLeft = here.offsetLeft - bar.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
  }
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
  for (const [name, tab] of tabs) tab.href = addressOf({ view: name });
}

async function draw() {
  if (served && state.run && !runOf(state.run) && list.rows.some((row) => row.id === state.run)) await fetchRun(state.run);
  if (served && state.view === "compare") await Promise.all(list.rows.slice(0, MOST_COMPARED).filter((row) => !runOf(row.id)).map((row) => fetchRun(row.id)));
  const run = runOf(state.run);
  if (run) state.day = clamp(run, state.day);
  drawHeader();
  const make = VIEWS[state.view] ?? OF_ALL[state.view];
  shown = `${state.run} ${state.view}`;
  view = VIEWS[state.view] && !run ? runsView() : make[1](run);
  main.replaceChildren(view.element);
  view.grow?.();
  await view.day?.();
}

function start() {
  if (!state.view || !(state.view in VIEWS || state.view in OF_ALL)) state.view = list.rows.length > 1 && !state.run ? (served ? "runs" : "compare") : "balance";
  if (!list.rows.some((row) => row.id === state.run)) state.run = list.rows[0]?.id ?? null;
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
  await draw();
  writeAddress();
  const source = new EventSource(`${served.base}changes`);
  source.onmessage = (message) => grow(JSON.parse(message.data));
  source.onopen = () => { lost.hidden = true; };
  source.onerror = () => { lost.hidden = false; };
}

// Runs have grown. Whoever looks at the latest day goes on looking at the latest; everything else stays as it is.
async function grow({ rows, changed }) {
  list.rows = rows;
  for (const id of changed) {
    const old = runOf(id);
    if (!old) continue;
    const follows = id === state.run && state.day >= latest(old), run = await fetchRun(id);
    if (follows) state.day = latest(run);
    if (id === state.run) status.textContent = `Day ${run.closed} has closed.`;
  }
  if (!runOf(state.run)) { start(); await draw(); return; }
  drawHeader();
  view.grow?.();
  await view.day?.();
}

const HELP = served?.play ? "Everything is kept in the run folder. Ctrl-C where you started the page stops for now; what to type there to go on is told then."
  : "Left and right arrow keys move the day, with Shift by a week. The address keeps run, day and view: copy it to show somebody this place.";
document.body.prepend(h("a", { class: "skip", href: "#main", onclick: (e) => { e.preventDefault(); main.focus(); } }, "Skip to the content"), header, lost, main, h("footer", {}, HELP, status));
const unreachable = (error) => main.replaceChildren(h("p", { class: "error", role: "alert" }, `The server cannot be reached: ${error.message}`));
if (served?.play) playPage(main, header, themeButton()).catch(unreachable);
else if (served) live().catch(unreachable);
else { start(); draw().then(() => writeAddress()); }
document.documentElement.dataset.ready = "yes";
