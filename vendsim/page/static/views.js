// The views of one run. Each is a function of the run that gives its element and what to do when the day changes.

import { h, s, plain, longText, money, dateText, table } from "./dom.js";
import { model, chunk, monthOf } from "./data.js";
import { state, go, link } from "./state.js";
import { dayChart, priceChart, SHAPES, key } from "./charts.js";

const setDay = (day) => go({ day });

function dayFacts(run, day) {
  const i = day - 1, one = run.series;
  if (i >= run.closed) return h("p", { class: "quiet" }, `Day ${day} has not closed yet.`);
  const rows = [["Bank balance", money(one.bank[i])], ["Units sold", one.units[i]], ["Revenue", money(one.revenue[i])],
    ["Coins in the machine", money(one.coins[i])], ["Stock at cost", money(one.stock[i])],
    ["Empty slots", `${run.slots.length - (one.filled[i] ?? 0)} of ${run.slots.length}`],
    ["Weather", `${one.high[i]} °F${one.wet[i] ? ", rain" : ""}`]];
  return h("dl", { class: "facts" }, rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

export function balanceView(run) {
  const days = Math.max(run.days, run.closed), box = h("div", { class: "chartbox" }), facts = h("div"), told = h("div"), wrong = h("div"), worst = h("div"), result = h("div");
  const rivals = model.runs.filter((other) => other !== run && other.world === run.world);
  let chart = null;
  const lanes = () => Object.entries(model.marks).map(([kind, label]) => ({
    label, className: kind, shape: SHAPES[kind],
    marks: run.happenings.filter((mark) => mark[2] === kind).map((mark) => [mark[0], `Day ${mark[0]}: ${plain(mark[3])}`]),
  }));
  const draw = () => {
    const width = Math.max(box.clientWidth, 300), one = run.series;
    const tall = Math.min(Math.max(innerHeight - 660, 210), 460); // a high window shows a high balance
    const short = width < 560 ? { order: "Orders", scam: "Lost", closure: "Closed", complaint: "Claims", refund: "Refunds", tokens: "Tokens", end: "End" } : {};
    chart = dayChart({
      run, days, width, onDay: setDay,
      label: `Bank balance of ${plain(run.agent)} over ${run.closed} days, ending at ${money(one.bank.at(-1) ?? run.start_cents)}`,
      lanes: lanes().map((lane) => ({ ...lane, label: short[lane.className] ?? lane.label })),
      panels: [
        { title: "Bank balance at the end of the day", unit: "dollars", height: tall, format: (v) => money(v, 0), least: run.start_cents,
          lines: [...rivals.map((other) => ({ values: other.series.bank, className: "faint", label: plain(other.agent) })), { values: one.bank, className: "main" }] },
        { title: "Units sold", unit: "a day", height: 46, least: 10, lines: [], bars: one.units },
        { title: "Price index", unit: "first prices = 100", height: 40, zero: false, least: one.price.some(Boolean) ? undefined : 100, lines: [{ values: one.price, className: "second" }] },
        { title: "Stock at cost", unit: "dollars", height: 40, least: 10_000, lines: [{ values: one.stock, className: "third" }], format: (v) => money(v, 0) },
        { title: "Empty slots", unit: `of ${run.slots.length}`, height: 36, least: run.slots.length, lines: [], barClass: "warn", bars: one.filled.map((n) => n === null ? null : run.slots.length - n) },
      ],
    });
    box.replaceChildren(chart.element);
    chart.setDay(state.day);
  };
  new ResizeObserver(() => { if (Math.abs((chart?.element.clientWidth ?? 0) - box.clientWidth) > 4) draw(); }).observe(box);
  const element = h("div", { class: "columns wide-left" },
    h("section", { "aria-label": "Balance over the year" }, box,
      rivals.length ? h("p", { class: "quiet" }, `Faint: ${rivals.map((other) => plain(other.agent)).join(", ")} in the same world.`) : null),
    h("aside", { "aria-label": "The day" }, h("h2", {}, "This day"), facts, wrong, told, worst, result));
  const day = async () => {
    chart?.setDay(state.day);
    facts.replaceChildren(dayFacts(run, state.day));
    const month = monthOf(run, state.day);
    wrong.replaceChildren(...costliest(`What cost most in ${month.label}`, run.pins.filter((pin) => touches(pin, month))));
    worst.replaceChildren(...costliest("What cost most in the whole run", run.pins), run.pins.length ? h("p", {}, link({ view: "wrong" }, "All that went wrong")) : "");
    told.replaceChildren(await worldNews(run, state.day));
  };
  const grow = () => {
    draw();
    result.replaceChildren(...(run.result.length ? [h("h2", {}, "Result"), h("dl", { class: "facts" }, run.result.map(([a, b]) => h("div", {}, h("dt", {}, a), h("dd", {}, b))))] : []));
  };
  return { element, grow, day };
}

async function worldNews(run, day) {
  const data = await chunk(run, day);
  const rows = [...(data.told[day] ?? [])].sort((a, b) => a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);
  return h("div", {}, h("h3", {}, "What happened"), rows.length
    ? h("ol", { class: "news" }, rows.map(([time, kind, text]) => h("li", { class: kind }, h("time", {}, time), " ", h("span", { dir: "auto" }, plain(text)))))
    : h("p", { class: "quiet" }, "Nothing yet on this day."));
}

export function machineView(run) {
  const machine = h("div"), beside = h("div"), rows = [];
  const perRow = run.slots.filter((slot) => slot[0] === run.slots[0][0]).length;
  for (let i = 0; i < run.slots.length; i += perRow) rows.push(run.slots.slice(i, i + perRow));
  const element = h("div", { class: "columns" },
    h("section", { "aria-label": "The machine" }, h("h2", {}, "Machine at the end of the day"), machine),
    h("aside", { "aria-label": "Storage and goods on the way" }, beside));
  const day = async () => {
    const d = state.day, data = (await chunk(run, d)).machine[d];
    if (d !== state.day) return;
    machine.replaceChildren(data
      ? h("div", { class: "machine" }, rows.map((row) => h("div", { class: "row" }, row.map((slot) => slotCard(run, slot, data)))))
      : h("p", { class: "quiet" }, `Day ${d} has not closed yet.`));
    const storage = data ? [...data.storage].sort((a, b) => b[1] - a[1]) : [];
    const coming = run.orders.filter((o) => o.paid && o.paid <= d && !(o.ended <= d) && !o.came.some((c) => c[0] <= d));
    const waiting = run.orders.filter((o) => o.confirmed <= d && !(o.paid <= d) && !(o.ended <= d));
    beside.replaceChildren(
      h("h2", {}, "Storage"), storage.length ? table("Goods in storage", ["Product", "Units", "Oldest, days"], storage, { numeric: [1, 2] }) : h("p", { class: "quiet" }, "The storage is empty."),
      h("h2", {}, "On the way"), coming.length ? table("Orders on the way", ["Order", "Supplier", "Units", "Paid", "Expected"],
        coming.map((o) => [o.order, o.supplier, o.units, `day ${o.paid}`, o.sent && o.sent <= d ? (o.expected < d ? `day ${o.expected}, late` : `day ${o.expected}`) : "not sent yet"]), { numeric: [2], class: "orders" }) : h("p", { class: "quiet" }, "No goods are on the way."),
      waiting.length ? [h("h2", {}, "Waiting for payment"), table("Unpaid orders", ["Order", "Supplier", "Total"], waiting.map((o) => [o.order, o.supplier, money(o.total)]), { numeric: [2], class: "orders" })] : "");
  };
  return { element, day };
}

function slotCard(run, slot, data) {
  const place = run.slots.indexOf(slot), room = run.capacity[run.large[place] ? 1 : 0];
  const here = data.slots[slot], sold = data.sold[slot];
  const soldText = sold ? `sold ${sold[1]} today` : "sold none today";
  const chosen = state.item === slot ? " chosen" : "";
  if (!here) {
    return h("div", { class: `slot empty${chosen}` }, h("b", {}, slot), h("strong", {}, "Empty"),
      h("span", {}, sold ? `${sold[0]}: sold ${sold[1]}, then ran out` : "nothing to sell"));
  }
  const [product, units, price, age] = here;
  const missing = !price;
  return h("div", { class: `slot${chosen}${units <= 2 ? " low" : ""}` }, h("b", {}, slot), h("span", { class: "product" }, product),
    h("span", { class: "price" }, missing ? "no price" : money(price)),
    h("span", { class: "stock", role: "img", "aria-label": `${units} of ${room} units` }, Array.from({ length: room }, (_, i) => h("i", { class: i < units ? "full" : "" }))),
    h("span", {}, `${units} of ${room}, ${age === 1 ? "1 day" : `${age} days`} old`), h("span", { class: "sold" }, soldText));
}

// What a thread is about: the subject without the marks of answers.
const subjectOf = (mail) => mail[5].replace(/^(?:\s*(?:re|fwd?|aw)\s*:)+\s*/i, "").trim();

export function mailView(run) {
  let parties = new Map(), suppliers = new Map(), names = [];
  const gather = () => {
    parties = new Map();
    for (const mail of run.mails) {
      if (!parties.has(mail[4])) parties.set(mail[4], []);
      parties.get(mail[4]).push(mail);
    }
    suppliers = new Map(run.suppliers.map((one) => [one.name, one]));
    for (const name of suppliers.keys()) if (!parties.has(name)) parties.set(name, []);
    names = [...parties.keys()].sort((a, b) => Number(suppliers.has(b)) - Number(suppliers.has(a)) || parties.get(b).length - parties.get(a).length);
  };
  const nav = h("nav", { class: "parties", "aria-label": "Correspondents" }), thread = h("section", { class: "thread", "aria-label": "Thread" });
  const filter = h("input", { type: "search", placeholder: "Find a name", "aria-label": "Find a correspondent", oninput: () => listNames() });
  let party = null, product = null, topic = null;
  const listNames = () => {
    const wanted = filter.value.toLowerCase();
    const buttons = names.filter((name) => name.toLowerCase().includes(wanted)).map((name) => {
      const mails = parties.get(name), seen = mails.filter((mail) => mail[1] <= state.day).length;
      return h("button", { type: "button", "aria-current": name === party ? "true" : null, class: suppliers.has(name) ? "" : "customer", onclick: () => go({ item: name }) },
        h("span", { dir: "auto" }, plain(name)), h("small", {}, `${seen} of ${mails.length}`));
    });
    nav.replaceChildren(filter, ...buttons);
  };
  const show = async () => {
    const wanted = state.item && parties.has(state.item) ? state.item
      : party ?? run.mails.findLast((mail) => mail[1] <= state.day)?.[4] ?? names[0];
    const same = wanted === party;
    if (!same) product = topic = null;
    party = wanted;
    listNames();
    if (!party) { thread.replaceChildren(h("p", { class: "quiet" }, "There is no mail in this run yet.")); return; }
    const one = suppliers.get(party), all = parties.get(party), mails = topic === null ? all : all.filter((mail) => subjectOf(mail) === topic);
    const bodies = {};
    for (const d of new Set(mails.map((mail) => monthOf(run, mail[1]).first))) Object.assign(bodies, (await chunk(run, d)).mails);
    const items = mails.map(([id, d, time, way, , subject]) => h("article", { class: `mail ${way}${d > state.day ? " later" : ""}`, id: `mail-${id}`, "data-day": d },
      h("header", {}, h("strong", {}, way === "out" ? "Agent" : plain(party)), link({ day: d }, `Day ${d}, ${time}`), d > state.day ? " later than the day above" : "", h("span", { class: "subject", dir: "auto" }, plain(subject))),
      longText(bodies[id] ?? "")));
    const now = items.findLast((item) => Number(item.dataset.day) <= state.day);
    const toNow = now && items.length > 2 ? h("button", { type: "button", onclick: () => now.scrollIntoView({ block: "start" }) }, `To the mail of day ${now.dataset.day}`) : "";
    const subjects = new Map();
    for (const mail of all) subjects.set(subjectOf(mail), (subjects.get(subjectOf(mail)) ?? 0) + 1);
    const threads = subjects.size > 1 && all.length > 3 ? h("label", {}, "Thread ", h("select", { onchange: (e) => { topic = e.target.value || null; show(); } },
      h("option", { value: "" }, `all ${subjects.size}`), [...subjects].map(([subject, count]) => h("option", { value: subject, selected: subject === topic }, `${plain(subject) || "no subject"} (${count})`)))) : "";
    thread.replaceChildren(h("h2", { dir: "auto" }, plain(party)), one ? supplierHead(run, one, product, (p) => { product = p; show(); }, thread.clientWidth) : "", h("div", { class: "bar" }, threads, toNow), ...items,
      items.length ? "" : h("p", { class: "quiet" }, "No mail was exchanged."));
    if (now && same && mails.length > 2) now.scrollIntoView({ block: "nearest" });
  };
  return { element: h("div", { class: "columns narrow-left" }, nav, thread), day: show, grow: gather };
}

const KINDS = { friendly: "honest, with fair prices from the start", negotiator: "honest, opens high and can be bargained down",
  gouger: "overcharges and hardly moves", switch: "a cheat: takes money in bad faith" };

function supplierHead(run, one, product, choose, width) {
  const products = [...new Set([...one.paid, ...one.asked, ...one.quotes].map((line) => line[1]).filter(Boolean))];
  const chosen = product ?? products.find((p) => one.asked.some((a) => a[1] === p)) ?? products[0];
  const of = (lines) => lines.filter((line) => line[1] === chosen || line[1] === null).map((line) => [line[0], line[2]]);
  const facts = [["Address", one.email], ["Orders", run.orders.filter((o) => o.supplier === one.name).length],
    ["Out of business", one.closed ? `since day ${one.closed}` : "no"], ["What it was", one.kind ? `${one.kind}: ${KINDS[one.kind] ?? ""}` : "told when the run has ended"]];
  return h("div", {}, h("dl", { class: "facts" }, facts.map(([a, b]) => h("div", {}, h("dt", {}, a), h("dd", {}, b)))),
    chosen ? [h("label", {}, "The course of the bargaining for ", h("select", { onchange: (e) => choose(e.target.value) }, products.map((p) => h("option", { value: p, selected: p === chosen }, p)))),
      priceChart({ run, width: Math.min(Math.max((width || 600) - 8, 280), 760), quotes: of(one.quotes), asked: of(one.asked), paid: of(one.paid), floor: one.floors?.[chosen], day: state.day, onDay: setDay,
        label: `Prices of ${chosen} with ${one.name}` })] : null);
}

const SPOKEN = { prompt: "System prompt", told: "Told", thinks: "Thinks", says: "Says", calls: "Calls", gets: "Gets", note: "Harness" };

// Days above the one looked at grow when they are made. For a while, and until somebody does something, the page
// stays where it was sent.
let held = null;
for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) addEventListener(kind, () => { held = null; }, { passive: true, capture: true });
const stay = () => held?.isConnected && held.scrollIntoView({ block: "start" });
function stayAt(element) {
  held = element ?? null;
  stay();
  setTimeout(() => { if (held === element) held = null; }, 2000);
}

export function transcriptView(run) {
  const spoken = h("section", { class: "spoken", "aria-label": "What was said and done" }), world = h("div"), sight = h("p", { class: "sight" }), memory = h("div");
  let shownMonth = null;
  let ofDay = new Map(), seen = null, watcher = null;
  new ResizeObserver(stay).observe(spoken);
  const find = h("input", { type: "search", placeholder: "Find in this month", "aria-label": "Find in the transcript of this month", oninput: () => {
    const wanted = find.value.toLowerCase();
    if (!wanted) { build(); return; }
    const hits = [...ofDay.values()].flat().filter((entry) => entry[3].toLowerCase().includes(wanted));
    spoken.replaceChildren(h("p", { class: "quiet" }, `${hits.length.toLocaleString("en")} found`), ...hits.slice(0, 300).flatMap((entry) => [h("p", { class: "quiet" }, `Day ${entry[0]}`), entryItem(entry)]),
      hits.length > 300 ? h("p", { class: "quiet" }, "The first 300 are shown; a longer word finds fewer.") : "");
  } });
  const forget = (box) => {
    for (const item of box.querySelectorAll("article")) item.classList.toggle("forgotten", Boolean(seen && seen[4] && !item.classList.contains("prompt") && (Number(item.dataset.day) < seen[1] || (Number(item.dataset.day) === seen[1] && item.dataset.time < seen[2]))));
  };
  // A day is made when one comes near it; until then its place is kept.
  const make = (box) => {
    if (box.dataset.made) return;
    box.dataset.made = "yes";
    box.style.minHeight = "";
    box.append(...ofDay.get(Number(box.dataset.day)).map((entry) => entryItem(entry)));
    forget(box);
  };
  const build = () => {
    watcher?.disconnect();
    watcher = new IntersectionObserver((found) => { for (const one of found) if (one.isIntersecting) make(one.target); }, { rootMargin: "600px" });
    const days = [...ofDay].map(([d, entries]) => {
      const box = h("section", { id: `spoken-${d}`, class: "spokenday", "data-day": d, "aria-label": `Day ${d}` }, h("h2", {}, `Day ${d}, ${dateText(run, d)}`));
      box.style.minHeight = `${entries.length * 110}px`;
      watcher.observe(box);
      return box;
    });
    spoken.replaceChildren(...days, days.length ? "" : h("p", { class: "quiet" }, "Nothing was said in this month yet."));
  };
  const day = async () => {
    const d = state.day, month = monthOf(run, d), data = await chunk(run, d);
    if (d !== state.day) return;
    if (shownMonth !== month.packed && !(find.value && find.matches(":focus"))) {
      shownMonth = month.packed;
      ofDay = new Map();
      for (const entry of data.entries) { if (!ofDay.has(entry[0])) ofDay.set(entry[0], []); ofDay.get(entry[0]).push(entry); }
      find.value = "";
      build();
    }
    for (const old of spoken.querySelectorAll(".now")) old.classList.remove("now");
    const heading = spoken.querySelector(`#spoken-${d}`);
    if (heading) make(heading);
    const call = state.item && /^\d+$/.test(state.item) ? spoken.querySelector(`#call-${state.item}`) : null;
    heading?.classList.add("now");
    call?.classList.add("now");
    stayAt(call ?? heading);
    seen = [...run.sight].reverse().find((row) => row[0] <= d);
    sight.textContent = seen ? `At the end of this day the model could still see ${seen[3].toLocaleString("en")} messages, back to day ${seen[1]}, ${seen[2]}. Its context had ${["not been trimmed yet", "been trimmed once by then"][seen[4]] ?? `been trimmed ${seen[4]} times by then`}.` : "This agent leaves no conversation; its calls are shown.";
    forget(spoken);
    world.replaceChildren(await worldNews(run, d));
    memory.replaceChildren(await memoryOn(run, d));
  };
  return { element: h("div", { class: "columns wide-left" }, h("div", {}, h("div", { class: "bar" }, find), spoken), h("aside", { "aria-label": "World and memory" }, sight, world, memory)), day };
}

function entryItem([day, time, kind, text, speaker, failed, number]) {
  const when = number === null || number === undefined ? h("time", {}, time)
    : link({ day, item: String(number) }, time, h("span", { class: "unseen" }, ", link to this call"));
  return h("article", { class: `entry ${kind}${failed ? " failed" : ""}`, id: number === null || number === undefined ? null : `call-${number}`, "data-day": day, "data-time": time },
    h("header", {}, when, " ", h("b", {}, SPOKEN[kind] ?? kind), speaker ? ` (${plain(speaker).replaceAll("_", " ")})` : "", failed ? " – refused" : ""), longText(text));
}

async function memoryOn(run, day) {
  const there = run.notes.filter((note) => note.day <= day && !((note.until ?? Infinity) <= day));
  const coming = run.reminders.filter((one) => one.day <= day && one.due >= day && !((one.until ?? Infinity) <= day));
  const items = await Promise.all(there.slice(-60).reverse().map(async (note) => {
    const box = h("details", {}, h("summary", { dir: "auto" }, `Day ${note.day}: ${plain(note.title || "untitled")}`));
    box.addEventListener("toggle", async () => { if (box.open && box.children.length === 1) box.append(longText((await chunk(run, note.day)).notes[note.id] ?? "")); });
    return box;
  }));
  return h("div", {}, h("h3", {}, `Notes as they stood (${there.length})`), items.length ? items : h("p", { class: "quiet" }, "No notes."),
    there.length > 60 ? h("p", { class: "quiet" }, `The latest 60 are shown; earlier ones stand in the transcript.`) : "",
    h("h3", {}, `Reminders still to come (${coming.length})`), coming.length ? h("ul", {}, coming.map((one) => h("li", { dir: "auto" }, `Day ${one.due}: ${plain(one.text)}`))) : h("p", { class: "quiet" }, "No reminders."));
}

export function ledgerView(run) {
  const account = h("select", { "aria-label": "Account", onchange: () => show() }, h("option", { value: "" }, "All accounts"));
  const byWhat = h("select", { "aria-label": "Statement by", onchange: () => show() }, h("option", { value: "month" }, "By month"), h("option", { value: "day" }, "Days of this month"));
  const period = h("select", { "aria-label": "Period", onchange: () => show() }, h("option", { value: "day" }, "This day"), h("option", { value: "month", selected: true }, "This month"), h("option", { value: "all" }, "Whole run"));
  const words = h("input", { type: "search", placeholder: "Find in the text", "aria-label": "Find in the text", oninput: () => show() });
  const postings = h("div"), statementBox = h("div");
  const show = () => {
    const month = monthOf(run, state.day), wanted = words.value.toLowerCase();
    const within = (d) => period.value === "all" || (period.value === "day" ? d === state.day : d >= month.first && d <= month.last);
    const rows = run.ledger.filter((row) => within(row[0]) && (!account.value || row[2] === account.value || row[3] === account.value) && (!wanted || row[5].toLowerCase().includes(wanted)));
    const sum = rows.reduce((total, row) => total + (account.value ? (row[3] === account.value ? row[4] : -row[4]) : row[4]), 0);
    postings.replaceChildren(h("p", { class: "quiet" }, `${rows.length.toLocaleString("en")} postings; ${account.value ? `${account.value} changed by ${money(sum)}` : `${money(sum)} moved`}.`),
      table("Postings", ["Day", "Time", "From", "To", "Amount", "What for"], rows.map((row) => [row[0], row[1], row[2], row[3], money(row[4]), row[5]]), { numeric: [0, 4] }));
    statementBox.replaceChildren(statementTable(run, byWhat.value));
  };
  const grow = () => {
    const known = new Set([...account.options].map((one) => one.value));
    account.append(...[...new Set(run.ledger.flatMap((row) => [row[2], row[3]]))].filter((name) => !known.has(name)).sort().map((name) => h("option", { value: name }, name)));
  };
  return { element: h("div", {}, h("h2", {}, "Statement"), h("p", { class: "quiet" }, "Cost of goods is the average landed cost, shipping included. Losses to cheats are known when a run has ended."), h("div", { class: "bar" }, byWhat), statementBox,
    h("h2", {}, "Every cent"), h("div", { class: "bar" }, period, account, words), postings), day: show, grow };
}

export function monthlySums(run) {
  return run.months.map((month) => ({ label: month.label, first: month.first,
    sums: run.statement.columns.map((_, i) => run.statement.days.slice(month.first - 1, month.last).reduce((total, row) => total + row[i], 0)) }));
}

// By month, or the days of the month under the cursor; in both the line of the cursor stands out.
function statementTable(run, by) {
  const total = (row) => row.reduce((a, b) => a + b, 0), amount = (cents) => (cents ? money(cents) : "–");
  const line = (name, sums, className) => Object.assign([name, ...sums.map(amount), money(total(sums))], { className });
  const here = monthOf(run, state.day), months = monthlySums(run), day = run.statement.days[state.day - 1];
  const all = run.statement.columns.map((_, i) => months.reduce((sum, month) => sum + month.sums[i], 0));
  const days = run.statement.days.slice(here.first - 1, here.last).map((sums, i) => [here.first + i, sums]);
  const rows = by === "day" ? days.map(([d, sums]) => line(link({ day: d }, `Day ${d}`), sums, d === state.day ? "now" : null))
    : [...(day ? [line(`Day ${state.day}`, day)] : []), ...months.map((month) => line(link({ day: month.first }, month.label), month.sums, month.first === here.first ? "now" : null))];
  const foot = by === "day" ? line(here.label, months.find((month) => month.first === here.first).sums, "total") : line("Whole run", all, "total");
  return table(by === "day" ? `Statement of ${here.label} by day` : "Statement by month", [by === "day" ? "Day" : "Month", ...run.statement.columns, "Profit"], [...rows, foot],
    { numeric: [...run.statement.columns.keys(), run.statement.columns.length].map((i) => i + 1), rowHead: true });
}

// Whether something that went wrong lies in a month, or reaches into it.
const touches = (pin, month) => pin.day <= month.last && pin.day + pin.days > month.first;

function costliest(title, pins) {
  const worst = pins.filter((pin) => pin.cents).sort((a, b) => b.cents - a.cents).slice(0, 3);
  return worst.length ? [h("h2", {}, title), h("ul", { class: "pins" }, worst.map((pin) => pinItem(pin)))] : [];
}

function pinItem(pin) {
  return h("li", { class: `pin ${pin.rule}` }, link({ day: pin.day, view: pin.view, item: pin.item === null ? null : String(pin.item) }, `Day ${pin.day}`),
    h("b", {}, pin.cents === null ? "" : money(pin.cents)), h("span", { dir: "auto" }, plain(pin.text)));
}

const SHOWN_PINS = 12; // of each rule at first

export function pinsView(run) {
  const order = h("select", { "aria-label": "Order", onchange: () => show() }, h("option", { value: "cost" }, "Dearest first"), h("option", { value: "day" }, "By day"));
  const period = h("select", { "aria-label": "Period", onchange: () => show() }, h("option", { value: "all" }, "Whole run"), h("option", { value: "month" }, "This month"));
  const box = h("div");
  const show = () => {
    const month = monthOf(run, state.day), within = period.value === "all" ? run.pins : run.pins.filter((pin) => touches(pin, month));
    period.options[1].textContent = `Only ${month.label}`;
    const groups = Object.entries(model.rules).map(([rule, title]) => [title, within.filter((pin) => pin.rule === rule)]).filter((group) => group[1].length);
    box.replaceChildren(...groups.map(([title, pins]) => {
      const sum = pins.reduce((total, pin) => total + (pin.cents ?? 0), 0);
      const sorted = order.value === "cost" ? [...pins].sort((a, b) => (b.cents ?? 0) - (a.cents ?? 0)) : pins;
      const pinsOf = (shown) => shown.map((pin) => pinItem(pin)), rest = sorted.slice(SHOWN_PINS);
      const items = h("ul", { class: "pins" }, pinsOf(rest.length > 2 ? sorted.slice(0, SHOWN_PINS) : sorted));
      const more = rest.length > 2 ? h("button", { type: "button", class: "more", onclick: () => { items.append(...pinsOf(rest)); more.remove(); } }, `Show ${rest.length} more`) : "";
      return h("details", { open: true }, h("summary", {}, h("h2", {}, `${title}: ${pins.length}${sum ? `, ${money(sum)}` : ""}`)), items, more);
    }), groups.length ? "" : h("p", { class: "quiet" }, period.value === "all" ? "No rule found anything." : `No rule found anything in ${month.label}.`));
  };
  let known = null;
  const grow = () => { const now = JSON.stringify(run.pins); if (now !== known) { known = now; show(); } };
  return { element: h("div", {}, h("p", {}, "Found by rules over the events of the run. Costs that begin with “about” are estimates and may overlap: a slot that stood empty may also be a day without a trip."), h("div", { class: "bar" }, period, order), box), day: () => { if (period.value === "month") show(); }, grow };
}
