// A seat for a person: what a model would be told, and a form for each tool.

import { h, plain, longText } from "./dom.js";
import { ask } from "./data.js";

const MAIL = ["send_email"];

export async function playPage(main, header) {
  const told = h("section", { class: "spoken", "aria-label": "What you are told", "aria-live": "polite" }), forms = h("aside", { "aria-label": "What you can do" }), clock = h("output");
  const toForms = h("button", { type: "button", class: "theme narrow", onclick: () => forms.scrollIntoView() }, "What do you do?");
  header.replaceChildren(h("div", { class: "line1" }, h("h1", {}, "Your business"), clock, toForms));
  const rules = h("details", {}, h("summary", {}, "What you are told before the first day"));
  main.replaceChildren(h("div", { class: "columns wide-left play" }, h("div", {}, rules, told), forms));
  let offered = "", busy = false;
  const say = h("p", { role: "alert", class: "error" });
  const show = (state) => {
    clock.textContent = `Day ${state.day} of ${state.days}, ${state.time}`;
    for (const one of state.told) {
      const item = h("article", { class: `entry ${one.name ? "gets" : "told"}${one.error ? " failed" : ""}` }, h("header", {}, h("b", {}, one.name ? `${plain(one.name)}${one.error ? " – refused" : ""}` : "Good morning")), longText(one.text));
      told.prepend(item);
    }
    if (state.error) say.textContent = `The run stopped: ${state.error}`;
    const key = state.tools.map((tool) => tool.name).join();
    if (state.done) forms.replaceChildren(h("h2", {}, "The run is over"), h("p", {}, "Look at it with: "), h("code", {}, `vendsim report ${state.folder}`));
    else if (key !== offered) { offered = key; forms.replaceChildren(h("h2", {}, "What do you do?"), say, ...nightFirst(state.tools).map((tool) => toolForm(tool, act, state.drafts?.[tool.name] ?? {}))); }
  };
  const act = async (name, values) => {
    if (busy) return false;
    busy = true;
    say.textContent = "";
    try { const state = await ask("act", { name, arguments: values }); show(state); scrollTo(0, 0); return !state.told.at(-1)?.error; }
    catch (error) { say.textContent = `That did not reach the business: ${error.message}`; return false; }
    finally { busy = false; }
  };
  const first = await ask("seat");
  rules.append(longText(first.prompt));
  rules.open = first.day === 1 && first.count < 2;
  show(first);
}

// The end of the day stands first, where it is always in sight.
const nightFirst = (tools) => [...tools].sort((a, b) => (b.name === "wait_for_next_day") - (a.name === "wait_for_next_day"));

// The run folder keeps what was begun, so that it is there after a restart; the latest is written last.
let keeping = Promise.resolve();
function keepDraft(name, values) { keeping = keeping.then(() => ask("draft", { name, arguments: values })).catch(() => {}); }

function toolForm(tool, act, draft) {
  const properties = Object.entries(tool.parameters.properties ?? {}), required = tool.parameters.required ?? [];
  const fields = new Map(), wrong = h("p", { class: "error", role: "alert" });
  const keep = () => { if (MAIL.includes(tool.name)) keepDraft(tool.name, Object.fromEntries([...fields].map(([name, field]) => [name, field.value]))); };
  const rows = properties.map(([name, schema]) => {
    const field = fieldFor(tool, name, schema, required.includes(name));
    if (draft[name]) field.value = draft[name];
    field.addEventListener("input", keep);
    fields.set(name, field);
    return h("label", {}, `${name.replaceAll("_", " ")}${schema.description ? `: ${schema.description}` : ""}${required.includes(name) ? "" : " (optional)"}`, field);
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
    if (await act(tool.name, values)) { form.reset(); if (MAIL.includes(tool.name)) keepDraft(tool.name, {}); for (const field of fields.values()) field.value = field.defaultValue; }
  } }, rows, wrong, h("button", { type: "submit" }, tool.name === "wait_for_next_day" ? "Sleep until the next morning" : `Do it: ${tool.name.replaceAll("_", " ")}`));
  return h("details", { class: "tool", open: tool.name === "wait_for_next_day" }, h("summary", {}, tool.name.replaceAll("_", " ")), h("p", { class: "quiet" }, plain(tool.description)), form);
}

function fieldFor(tool, name, schema, required) {
  const kinds = [schema.type, ...(schema.anyOf ?? []).map((one) => one.type)];
  if (["body", "text"].includes(name)) return h("textarea", { required, name });
  if (kinds.includes("array")) return h("textarea", { required, name, placeholder: "One move a line: slot, product, units (negative takes out)" });
  if (kinds.includes("object")) return h("textarea", { required, name, placeholder: "One a line: product or slot = dollars" });
  if (kinds.includes("integer") || kinds.includes("number")) return h("input", { type: "number", step: kinds.includes("number") ? "0.01" : "1", required, name });
  return h("input", { type: "text", required, name });
}

// What was typed, as the value that the tool takes; JSON is taken as well.
export function valueOf(text, schema, name) {
  const kinds = [schema.type, ...(schema.anyOf ?? []).map((one) => one.type)];
  if (kinds.includes("integer") || kinds.includes("number")) return Number(text);
  if (kinds.includes("array") || kinds.includes("object")) {
    if (/^\s*[[{]/.test(text)) { try { return JSON.parse(text); } catch { throw new Error(`${name} is not JSON; write one thing a line`); } }
    const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
    if (kinds.includes("object")) return Object.fromEntries(lines.map((line) => { const at = line.lastIndexOf("="); if (at < 1) throw new Error(`“${line}” should look like: Cola Classic 12oz can = 2.50`); return [line.slice(0, at).trim(), Number(line.slice(at + 1).replace("$", ""))]; }));
    const keys = Object.keys(schema.items?.properties ?? {});
    return lines.map((line) => {
      const parts = line.split(",").map((part) => part.trim());
      if (parts.length !== keys.length) throw new Error(`“${line}” should have ${keys.length} parts: ${keys.join(", ")}`);
      return Object.fromEntries(keys.map((key, i) => [key, /^-?\d+(\.\d+)?$/.test(parts[i]) ? Number(parts[i]) : parts[i]]));
    });
  }
  return text;
}
