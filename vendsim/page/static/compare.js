// Several runs: the list of them, and where they part.

import { h, s, plain, money, table } from "./dom.js";
import { model, list } from "./data.js";
import { state, go, link } from "./state.js";
import { dayChart } from "./charts.js";
import { monthlySums } from "./views.js";

const COLOURS = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"];
const nameOf = (run) => `${plain(run.agent)}, seed ${run.seed}`;

const worldOf = (run) => `${run.scenario}, seed ${run.seed}`;

const ENDINGS = { completed: "finished", bankrupt: "bankrupt", message_limit: "out of messages" };
export const statusText = (row) => row.status === "done" ? (ENDINGS[row.ending] ?? "finished") : row.status;

export function runsView() {
  const box = h("div");
  const show = () => {
    const rows = list.rows.map((row) => {
      const cost = row.usd === null || row.usd === undefined ? "–" : `$${row.usd.toFixed(2)}`;
      return [link({ run: row.id, view: "balance", day: null }, plain(row.agent)), `${row.closed ?? "–"} of ${row.days}`, money(row.balance ?? row.series?.bank.at(-1) ?? row.start_cents), statusText(row), row.scenario, row.seed, cost, row.folder, (row.status === "failed" && row.why) || row.last || row.why || ""];
    });
    const held = box.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    box.replaceChildren(rows.length ? table("Runs", ["Agent", "Day", "Balance", "Status", "Scenario", "Seed", "Model cost", "Folder", "Last line"], rows, { numeric: [1, 2, 5, 6], rowHead: true, class: "runs" })
      : h("p", {}, "No run was found here yet. Start one with: vendsim run"));
    if (held) [...box.querySelectorAll("a")].find((one) => one.getAttribute("href") === held)?.focus({ preventScroll: true });
  };
  return { element: h("div", {}, h("h2", {}, "Runs"), box), grow: show };
}

export function compareView() {
  const box = h("div");
  let charts = [];
  const show = () => {
    const runs = model.runs;
    const worlds = Map.groupBy ? Map.groupBy(runs, (run) => run.world) : runs.reduce((map, run) => map.set(run.world, [...(map.get(run.world) ?? []), run]), new Map());
    const parts = [h("h2", {}, "Leaderboard"), leaderboard(runs)];
    charts = [];
    if (worlds.size > 1) parts.push(h("h2", {}, "Balance of every run"), multiples(runs));
    for (const same of worlds.values()) {
      if (same.length < 2) continue;
      const eight = [...same].sort((a, b) => lastOf(b) - lastOf(a)).slice(0, COLOURS.length), chart = together(eight, box.clientWidth);
      charts.push(chart);
      parts.push(h("h2", {}, `The world of ${worldOf(same[0])}`), same.length > eight.length ? h("p", { class: "quiet" }, `The best ${eight.length} of ${same.length} runs are compared; the leaderboard counts all.`) : "",
        chart.element, parting(eight), byLine(eight), byMonth(eight));
    }
    box.replaceChildren(...parts);
  };
  return { element: box, grow: show, day: () => { for (const chart of charts) chart.setDay(state.day); } };
}

const lastOf = (run) => run.series.bank.at(-1) ?? run.start_cents;

// An amount of another run, and how far it is from that of the first.
const beside = (cents, first) => cents === null || first === null || cents === undefined ? money(cents)
  : h("span", {}, money(cents), h("small", {}, cents === first ? "the same" : `${cents > first ? "+" : ""}${money(cents - first)}`));
const withFirst = (values) => values.map((cents, i) => (i ? beside(cents, values[0]) : money(cents)));

function leaderboard(runs) {
  const players = runs.reduce((map, run) => map.set(run.agent, [...(map.get(run.agent) ?? []), run]), new Map());
  const rows = [...players].map(([agent, own]) => {
    const ends = own.map((run) => run.series.bank.at(-1) ?? run.start_cents), mean = ends.reduce((a, b) => a + b, 0) / ends.length;
    return { mean, row: [plain(agent), own.length, money(mean), money(Math.min(...ends)), money(Math.max(...ends)), own.filter((run) => run.ending === "bankrupt").length, own.filter((run) => run.status !== "done").length] };
  }).sort((a, b) => b.mean - a.mean).map((one, i) => [i + 1, ...one.row]);
  return table("Leaderboard by mean last balance", ["Rank", "Agent", "Runs", "Mean balance", "Lowest", "Highest", "Bankrupt", "Unfinished"], rows, { numeric: [0, 2, 3, 4, 5, 6, 7] });
}

// A row of small charts for each agent, one for each of its runs; agents with one run share a row.
function multiples(runs) {
  const high = Math.max(...runs.flatMap((run) => [Math.max(0, ...run.series.bank)]), 1), w = 200, hgt = 84;
  const small = (run, title) => {
    const y = (c) => hgt - 4 - (c / high) * (hgt - 10), x = (i) => (i / Math.max(run.days - 1, 1)) * w, bank = run.series.bank;
    const path = bank.map((c, i) => `${i ? "L" : "M"}${x(i).toFixed(1)},${y(c).toFixed(1)}`).join("");
    const card = link({ run: run.id, view: "balance", day: null }, h("b", {}, title),
      s("svg", { viewBox: `0 0 ${w} ${hgt}`, class: "chart", "aria-hidden": "true" }, s("line", { x1: 0, x2: w, y1: y(0), y2: y(0), class: "grid" }), s("path", { d: path, class: "line main" })),
      h("span", {}, `${money(bank.at(-1) ?? run.start_cents, 0)}, ${statusText(run)}`));
    card.classList.add("card");
    return card;
  };
  const agents = [...new Set(runs.map((run) => run.agent))], of = (agent) => runs.filter((run) => run.agent === agent).sort((a, b) => a.seed - b.seed);
  const row = (title, cards) => cards.length ? [h("h3", {}, title), h("div", { class: "multiples" }, cards)] : [];
  return h("div", {}, h("p", { class: "quiet" }, `Bank balance over the days of each run, all on one scale from $0 to ${money(high, 0)}.`),
    agents.filter((agent) => of(agent).length > 1).map((agent) => row(plain(agent), of(agent).map((run) => small(run, `seed ${run.seed}`)))),
    row("One run each", agents.filter((agent) => of(agent).length === 1).map((agent) => small(of(agent)[0], nameOf(of(agent)[0])))));
}

function together(runs, width) {
  const chart = dayChart({ run: runs[0], days: Math.max(...runs.map((run) => run.days)), width: Math.max(width || 900, 300), onDay: (day) => go({ day }), label: `Balances of ${runs.map(nameOf).join("; ")}`,
    panels: [{ title: "Bank balance at the end of the day", unit: "dollars", height: 220, format: (v) => money(v, 0), least: runs[0].start_cents, lines: runs.map((run, i) => ({ values: run.series.bank, className: COLOURS[i], label: nameOf(run) })) }] });
  const legend = h("figcaption", { class: "legend" });
  const setDay = (day) => {
    chart.setDay(day);
    legend.replaceChildren(h("span", {}, `Day ${day}:`), ...runs.map((run, i) =>
      h("span", {}, s("svg", { width: 30, height: 12, "aria-hidden": "true" }, s("path", { d: "M1,6H29", class: `line ${COLOURS[i]}` })), `${nameOf(run)} ${money(run.series.bank[day - 1] ?? run.series.bank.at(-1))}`)));
  };
  return { element: h("figure", {}, chart.element, legend), setDay };
}

// The best run against each other: the first order and the first assortment in which they differ.
export function partings(runs) {
  const best = [...runs].sort((a, b) => lastOf(b) - lastOf(a));
  return best.slice(1).map((other) => {
    const [mine, theirs] = [best[0], other].map((run) => run.orders.filter((o) => o.paid).sort((a, b) => a.paid - b.paid));
    const i = mine.findIndex((order, k) => order.supplier !== theirs[k]?.supplier), place = i < 0 && theirs.length > mine.length ? mine.length : i;
    const supplier = place < 0 ? null : { day: Math.min(mine[place]?.paid ?? Infinity, theirs[place]?.paid ?? Infinity), number: place + 1, first: mine[place]?.supplier, second: theirs[place]?.supplier };
    return { first: best[0], second: other, supplier, assortment: firstAssortment(best[0], other) };
  });
}

// From the day on which both have something to sell: that one began later is told by the charts.
function firstAssortment(a, b) {
  const on = (run, day) => run.assortments.findLast((change) => change[0] <= day)?.[1] ?? [];
  const days = [...new Set([...a.assortments, ...b.assortments].map((change) => change[0]))].sort((x, y) => x - y);
  for (const day of days) {
    const [one, two] = [on(a, day), on(b, day)];
    if (!one.length || !two.length) continue;
    const onlyA = one.filter((p) => !two.includes(p)), onlyB = two.filter((p) => !one.includes(p));
    if (onlyA.length || onlyB.length) return { day, onlyA, onlyB };
  }
  return null;
}

function parting(runs) {
  const found = partings(runs), best = nameOf(found[0].first);
  const neverSold = (run) => run.assortments.every((change) => !change[1].length);
  const only = (run, names) => names.length ? [h("br"), h("b", {}, `Only ${nameOf(run)}: `), names.join(", ")] : "";
  const rows = found.map(({ first, second, supplier, assortment }) => [nameOf(second),
    supplier ? h("span", {}, link({ run: second.id, view: "mail", day: supplier.day, item: supplier.second ?? null }, `Day ${supplier.day}`), `, order ${supplier.number}: `, supplier.second ?? "no further order", " instead of ", supplier.first ?? "no further order") : "The same suppliers in the same order",
    assortment ? h("span", {}, link({ run: second.id, view: "machine", day: assortment.day }, `Day ${assortment.day}`), only(first, assortment.onlyA), only(second, assortment.onlyB))
      : neverSold(second) ? "Never had anything to sell" : "The same assortment throughout"]);
  return h("section", {}, h("h3", {}, `Where they part from ${best}`), table(`Where they part from ${best}`, ["Run", "First different supplier", "First different assortment, once both sell"], rows, { rowHead: true }));
}

function byLine(runs) {
  const sums = runs.map((run) => run.statement.columns.map((_, i) => run.statement.days.reduce((total, row) => total + row[i], 0)));
  const rows = runs[0].statement.columns.map((name, i) => [name, ...withFirst(sums.map((own) => own[i]))]);
  const total = ["Profit", ...withFirst(sums.map((own) => own.reduce((a, b) => a + b, 0)))];
  total.className = "total";
  return h("section", {}, h("h3", {}, "By ledger line"), h("p", { class: "quiet" }, `Below each amount: the difference to ${nameOf(runs[0])}.`), table(`Differences by ledger line, ${worldOf(runs[0])}`, ["Line", ...runs.map(nameOf)], [...rows, total], { numeric: runs.map((_, i) => i + 1), rowHead: true }));
}

function byMonth(runs) {
  const months = runs.map((run) => monthlySums(run)), longest = months.reduce((a, b) => (b.length > a.length ? b : a));
  const profit = (month) => month ? month.sums.reduce((a, b) => a + b, 0) : null;
  const rows = longest.map((month, i) => [month.label, ...withFirst(months.map((own) => profit(own[i])))]);
  return h("section", {}, h("h3", {}, "Profit by month"), table(`Profit by month, ${worldOf(runs[0])}`, ["Month", ...runs.map(nameOf)], rows, { numeric: runs.map((_, i) => i + 1), rowHead: true }));
}
