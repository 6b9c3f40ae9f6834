// Several runs: the list of them, and where they part.

import { h, s, plain, money, table } from "./dom.js";
import { model, list } from "./data.js";
import { state, go } from "./state.js";
import { dayChart } from "./charts.js";
import { monthlySums } from "./views.js";

const COLOURS = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"];
const nameOf = (run) => `${plain(run.agent)}, seed ${run.seed}`;

const ENDINGS = { completed: "finished", bankrupt: "bankrupt", message_limit: "out of messages" };
export const statusText = (row) => row.status === "done" ? (ENDINGS[row.ending] ?? "finished") : row.status;

export function runsView() {
  const box = h("div");
  const show = () => {
    const rows = list.rows.map((row) => {
      const open = h("a", { href: "#", onclick: (e) => { e.preventDefault(); go({ run: row.id, view: "balance", day: Math.max(row.closed ?? 1, 1) }); } }, plain(row.agent));
      return [open, row.scenario, row.seed, `${row.closed ?? "–"} of ${row.days}`, money(row.balance ?? row.series?.bank.at(-1) ?? row.start_cents), statusText(row), row.usd === null || row.usd === undefined ? "–" : `$${row.usd.toFixed(2)}`, row.folder, row.last ?? row.why ?? ""];
    });
    box.replaceChildren(rows.length ? table("Runs", ["Agent", "Scenario", "Seed", "Day", "Balance", "Status", "Model cost", "Folder", "Last line"], rows, { numeric: [2, 3, 4, 6] })
      : h("p", {}, "No run was found here yet. Start one with: vendsim run"));
  };
  return { element: h("section", { "aria-label": "Runs" }, h("h2", {}, "Runs"), box), day: show, shown: show };
}

export function compareView() {
  const box = h("div");
  const show = () => {
    const runs = model.runs;
    const worlds = Map.groupBy ? Map.groupBy(runs, (run) => run.world) : runs.reduce((map, run) => map.set(run.world, [...(map.get(run.world) ?? []), run]), new Map());
    const parts = [h("h2", {}, "Leaderboard"), leaderboard(runs)];
    if (worlds.size > 1) parts.push(h("h2", {}, "Run by run"), multiples(runs));
    for (const same of worlds.values()) {
      if (same.length < 2) continue;
      const eight = [...same].sort((a, b) => lastOf(b) - lastOf(a)).slice(0, COLOURS.length);
      parts.push(h("h2", {}, `The world of ${same[0].scenario}, seed ${same[0].seed}`), same.length > eight.length ? h("p", { class: "quiet" }, `The best ${eight.length} of ${same.length} runs are compared; the leaderboard counts all.`) : "",
        together(eight, box.clientWidth), parting(eight), byLine(eight), byMonth(eight));
    }
    box.replaceChildren(...parts);
  };
  return { element: box, day: show };
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

function multiples(runs) {
  const high = Math.max(...runs.flatMap((run) => [Math.max(0, ...run.series.bank)]), 1), w = 200, hgt = 84;
  return h("div", { class: "multiples" }, runs.map((run) => {
    const y = (c) => hgt - 4 - (c / high) * (hgt - 10), x = (i) => (i / Math.max(run.days - 1, 1)) * w, bank = run.series.bank;
    const path = bank.map((c, i) => `${i ? "L" : "M"}${x(i).toFixed(1)},${y(c).toFixed(1)}`).join("");
    return h("a", { href: "#", class: "card", onclick: (e) => { e.preventDefault(); go({ run: run.id, view: "balance" }); } }, h("b", {}, nameOf(run)),
      s("svg", { viewBox: `0 0 ${w} ${hgt}`, class: "chart", role: "img", "aria-label": `Balance of ${nameOf(run)}` }, s("line", { x1: 0, x2: w, y1: y(0), y2: y(0), class: "grid" }), s("path", { d: path, class: "line main" })),
      h("span", {}, `${money(bank.at(-1) ?? run.start_cents, 0)}, ${statusText(run)}`));
  }), h("p", { class: "quiet" }, `All on one scale, up to ${money(high, 0)}.`));
}

function together(runs, width) {
  const chart = dayChart({ run: runs[0], days: Math.max(...runs.map((run) => run.days)), width: Math.max(width || 900, 300), onDay: (day) => go({ day }), label: "Balances of the runs in this world",
    panels: [{ title: "Bank balance", unit: "dollars", height: 220, format: (v) => money(v, 0), lines: runs.map((run, i) => ({ values: run.series.bank, className: COLOURS[i], label: nameOf(run) })) }] });
  chart.setDay(state.day);
  return h("figure", {}, chart.element, h("figcaption", { class: "legend" }, runs.map((run, i) =>
    h("span", {}, s("svg", { width: 30, height: 12, "aria-hidden": "true" }, s("path", { d: "M1,6H29", class: `line ${COLOURS[i]}` })), `${nameOf(run)}: ${money(run.series.bank[state.day - 1] ?? run.series.bank.at(-1))}`))));
}

// For each two neighbours by final balance: the first order and the first assortment in which they differ.
export function partings(runs) {
  const best = [...runs].sort((a, b) => lastOf(b) - lastOf(a));
  return best.slice(1).map((other) => {
    const [mine, theirs] = [best[0], other].map((run) => run.orders.filter((o) => o.paid).sort((a, b) => a.paid - b.paid));
    const i = mine.findIndex((order, k) => order.supplier !== theirs[k]?.supplier), place = i < 0 && theirs.length > mine.length ? mine.length : i;
    const supplier = place < 0 ? null : { day: Math.min(mine[place]?.paid ?? Infinity, theirs[place]?.paid ?? Infinity), number: place + 1, first: mine[place]?.supplier, second: theirs[place]?.supplier };
    return { first: best[0], second: other, supplier, assortment: firstAssortment(best[0], other) };
  });
}

function firstAssortment(a, b) {
  const on = (run, day) => [...run.assortments].reverse().find((change) => change[0] <= day)?.[1] ?? [];
  const days = [...new Set([...a.assortments, ...b.assortments].map((change) => change[0]))].sort((x, y) => x - y);
  for (const day of days) {
    const [one, two] = [on(a, day), on(b, day)];
    const onlyA = one.filter((p) => !two.includes(p)), onlyB = two.filter((p) => !one.includes(p));
    if (onlyA.length || onlyB.length) return { day, onlyA, onlyB };
  }
  return null;
}

function parting(runs) {
  const link = (day) => h("a", { href: "#", onclick: (e) => { e.preventDefault(); go({ day }); } }, `day ${day}`);
  const listed = (names) => names.length ? names.join(", ") : "nothing";
  return h("section", { "aria-label": "Where they part" }, h("h3", {}, "Where they part"), h("ul", {}, partings(runs).flatMap(({ first, second, supplier, assortment }) => [
    h("li", {}, h("b", {}, `${nameOf(first)} and ${nameOf(second)}: `), supplier ? ["first different supplier on ", link(supplier.day), `, order ${supplier.number}: ${supplier.first ?? "none"} against ${supplier.second ?? "none"}. `] : "the same suppliers in the same order. ",
      assortment ? ["First different assortment on ", link(assortment.day), `: only the first had ${listed(assortment.onlyA)}; only the second ${listed(assortment.onlyB)}.`] : "The same assortment throughout.")])));
}

function byLine(runs) {
  const sums = runs.map((run) => run.statement.columns.map((_, i) => run.statement.days.reduce((total, row) => total + row[i], 0)));
  const rows = runs[0].statement.columns.map((name, i) => [name, ...withFirst(sums.map((own) => own[i]))]);
  const total = ["Profit", ...withFirst(sums.map((own) => own.reduce((a, b) => a + b, 0)))];
  total.className = "total";
  return h("section", {}, h("h3", {}, "By ledger line"), h("p", { class: "quiet" }, `Below each amount: the difference to ${nameOf(runs[0])}.`), table("Differences by ledger line", ["Line", ...runs.map(nameOf)], [...rows, total], { numeric: runs.map((_, i) => i + 1), rowHead: true }));
}

function byMonth(runs) {
  const months = runs.map((run) => monthlySums(run)), longest = months.reduce((a, b) => (b.length > a.length ? b : a));
  const profit = (month) => month ? month.sums.reduce((a, b) => a + b, 0) : null;
  const rows = longest.map((month, i) => [month.label, ...withFirst(months.map((own) => profit(own[i])))]);
  return h("section", {}, h("h3", {}, "Profit by month"), table("Profit by month", ["Month", ...runs.map(nameOf)], rows, { numeric: runs.map((_, i) => i + 1), rowHead: true }));
}
