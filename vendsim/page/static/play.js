// A seat for a person: what a model would be told, and a form for each tool.

import { h, plain, longText } from "./dom.js";
import { ask } from "./data.js";

const DRAFTED = ["send_email", "write_note"]; // long texts, of which what was begun is kept
const NIGHT = "wait_for_next_day";
const GROUPS = [["Mail", /email|inbox/], ["Web", /web|page/], ["Machine and storage", /machine|inventory|price|cash/], ["Money", /payment|balance/], ["Notes and reminders", /note|reminder|memor|scratchpad|value/]];
const spaced = (name) => plain(name).replaceAll("_", " ");

export async function playPage(main, header, themeButton) {
  const told = h("section", { class: "spoken", "aria-label": "What you are told, the latest first", "aria-live": "polite" }), forms = h("aside", { "aria-label": "What you can do" }), clock = h("output");
  const toForms = h("button", { type: "button", class: "narrow", onclick: () => forms.scrollIntoView() }, "Act");
  header.replaceChildren(h("div", { class: "line1" }, h("h1", {}, "Your business"), clock, themeButton, toForms));
  const rules = h("details", {}, h("summary", {}, "What you are told before the first day"));
  main.replaceChildren(h("div", { class: "columns wide-left play" }, h("div", {}, h("h2", { class: "unseen" }, "What you are told"), told, rules), forms));
  const known = { addresses: h("datalist", { id: "addresses" }), pages: h("datalist", { id: "pages" }) };
  let offered = "", busy = false;
  const say = h("p", { role: "alert", class: "error" });
  const show = (state) => {
    clock.textContent = `Day ${state.day} of ${state.days}, ${state.time}`;
    for (const one of state.told) {
      told.prepend(toldItem(one));
      remember(known, one.text);
    }
    if (state.error) say.textContent = `The run stopped: ${state.error}`;
    const key = state.tools.map((tool) => tool.name).join();
    if (state.done) forms.replaceChildren(h("h2", {}, "The run is over"), h("p", {}, "Look at what happened, day by day, with:"), h("pre", { class: "text" }, `vendsim report ${state.folder} -o year.html`), h("p", {}, "End this page with Ctrl-C where you started it."));
    else if (key !== offered) { offered = key; forms.replaceChildren(h("h2", {}, "What do you do?"), say, known.addresses, known.pages, ...grouped(state.tools, (tool) => toolForm(tool, act, state.drafts?.[tool.name] ?? {}))); }
  };
  const act = async (name, values) => {
    if (busy) return false;
    busy = true;
    say.textContent = "";
    const was = clock.textContent;
    clock.textContent = `${was}, one moment ...`;
    try { const state = await ask("act", { name, arguments: values }); rules.open = false; show(state); scrollTo(0, 0); return !state.told.at(-1)?.error; }
    catch (error) { clock.textContent = was; say.textContent = `That did not reach the business: ${error.message}`; say.scrollIntoView({ block: "nearest" }); return false; }
    finally { busy = false; }
  };
  const first = await ask("seat");
  rules.append(longText(first.prompt));
  rules.open = first.day === 1 && first.count < 2;
  show(first);
}

function toldItem({ name, text, error, asked }) {
  const what = Object.entries(asked ?? {}).map(([field, value]) => `${spaced(field)}: ${inWords(value)}`).join("; ");
  return h("article", { class: `entry ${name ? "gets" : "told"}${error ? " failed" : ""}` },
    h("header", {}, h("h3", {}, name ? `${spaced(name)}${error ? ": refused" : ""}` : "Good morning"), what ? h("span", { class: "asked", dir: "auto" }, plain(what)) : ""), longText(text));
}

function inWords(value) {
  if (Array.isArray(value)) return value.map((one) => (typeof one === "object" && one ? Object.values(one).join(" ") : one)).join(", ");
  return typeof value === "object" && value ? Object.entries(value).map(([name, one]) => `${name} = ${one}`).join(", ") : value;
}

// What was read can be chosen in the forms: nothing in them that the person has not been told.
function remember(known, text) {
  const add = (list, found) => { for (const one of found ?? []) if (![...list.options].some((option) => option.value === one)) list.append(h("option", { value: one })); };
  add(known.addresses, text.match(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g));
  add(known.pages, text.match(/https?:\/\/[\w./-]*[\w/-]/g));
}

// The end of the day stands first, where it is always in sight.
function grouped(tools, form) {
  const of = (tool) => tool.name === NIGHT ? -1 : GROUPS.findIndex(([, names]) => names.test(tool.name)) + 1 || GROUPS.length + 1;
  const parts = new Map(tools.map(of).sort((a, b) => a - b).map((place) => [place, tools.filter((tool) => of(tool) === place)]));
  return [...parts].map(([place, own]) => h("section", {}, place < 0 ? "" : h("h3", {}, GROUPS[place - 1]?.[0] ?? "More"), own.map(form)));
}

// The run folder keeps what was begun, so that it is there after a restart; the latest is written last.
let keeping = Promise.resolve();
function keepDraft(name, values) { keeping = keeping.then(() => ask("draft", { name, arguments: values })).catch(() => {}); }

function toolForm(tool, act, draft) {
  const properties = Object.entries(tool.parameters.properties ?? {}), required = tool.parameters.required ?? [];
  if (!properties.length) return h("div", { class: "tool plain" }, h("button", { type: "button", onclick: () => act(tool.name, {}) }, tool.name === NIGHT ? "Sleep until the next morning" : spaced(tool.name)), h("p", { class: "quiet" }, plain(tool.description)));
  const fields = new Map(), wrong = h("p", { class: "error", role: "alert" });
  const keep = () => { if (DRAFTED.includes(tool.name)) keepDraft(tool.name, Object.fromEntries([...fields].map(([name, field]) => [name, field.value]))); };
  const rows = properties.map(([name, schema]) => {
    const field = fieldFor(tool, name, schema, required.includes(name));
    if (draft[name]) field.value = draft[name];
    field.addEventListener("input", keep);
    fields.set(name, field);
    return h("label", {}, `${spaced(name)}${schema.description ? `: ${schema.description}` : ""}${required.includes(name) ? "" : " (optional)"}`, field);
  });
  const form = h("form", { onsubmit: async (event) => {
    event.preventDefault();
    wrong.textContent = "";
    const values = {};
    for (const [name, schema] of properties) {
      const text = fields.get(name).value;
      if (text === "" && !required.includes(name)) continue;
      try { values[name] = valueOf(text, schema, name); } catch (error) { wrong.textContent = error.message; return; }
    }
    if (await act(tool.name, values)) { form.reset(); if (DRAFTED.includes(tool.name)) keepDraft(tool.name, {}); for (const field of fields.values()) field.value = field.defaultValue; }
  } }, rows, wrong, h("button", { type: "submit" }, `Do it: ${spaced(tool.name)}`));
  return h("details", { class: "tool" }, h("summary", {}, spaced(tool.name)), h("p", { class: "quiet" }, plain(tool.description)), form);
}

function fieldFor(tool, name, schema, required) {
  const kinds = [schema.type, ...(schema.anyOf ?? []).map((one) => one.type)];
  if (["body", "text"].includes(name)) return h("textarea", { required, name });
  if (kinds.includes("array")) return h("textarea", { required, name, placeholder: "One move a line: slot, product, units. A1, Trail Mix 2oz, 12. Negative units are taken out." });
  if (kinds.includes("object")) return h("textarea", { required, name, placeholder: "One price a line: product or slot = dollars. Trail Mix 2oz = 2.50" });
  if (kinds.includes("integer") || kinds.includes("number")) return h("input", { type: "number", step: kinds.includes("number") ? "0.01" : "1", required, name });
  return h("input", { type: "text", required, name, autocomplete: "off", list: { to: "addresses", url: "pages" }[name] });
}

// What was typed, as the value that the tool takes; JSON is taken as well.
export function valueOf(text, schema, name) {
  const kinds = [schema.type, ...(schema.anyOf ?? []).map((one) => one.type)];
  if (kinds.includes("integer") || kinds.includes("number")) return Number(text);
  if (kinds.includes("array") || kinds.includes("object")) {
    if (/^\s*[[{]/.test(text)) { try { return JSON.parse(text); } catch { throw new Error(`${name} is not JSON; write one thing a line`); } }
    const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
    if (kinds.includes("object")) return Object.fromEntries(lines.map(priced));
    const keys = Object.keys(schema.items?.properties ?? {});
    return lines.map((line) => {
      const parts = line.split(",").map((part) => part.trim());
      if (parts.length !== keys.length) throw new Error(`“${line}” should have ${keys.length} parts with commas between: ${keys.join(", ")}`);
      return Object.fromEntries(keys.map((key, i) => [key, /^-?\d+(\.\d+)?$/.test(parts[i]) ? Number(parts[i]) : parts[i]]));
    });
  }
  return text;
}

function priced(line) {
  const at = line.lastIndexOf("="), dollars = line.slice(at + 1).replace("$", "").trim();
  if (at < 1 || !dollars || Number.isNaN(Number(dollars))) throw new Error(`“${line}” should look like: Cola Classic 12oz can = 2.50`);
  return [line.slice(0, at).trim(), Number(dollars)];
}
