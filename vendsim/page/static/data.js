// The model of the page: inside the file, or fetched from the server that shows it. Packed parts are unpacked here.

const embedded = JSON.parse(document.getElementById("model").textContent);

export const served = embedded.served ?? null; // {base, play}
export const model = served ? { rules: embedded.rules, marks: embedded.marks, runs: [] } : embedded;
export const list = { rows: served ? [] : model.runs };

const unpacked = new Map();

async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

export function monthOf(run, day) {
  return run.months.find((month) => day >= month.first && day <= month.last) ?? run.months.at(-1);
}

// Everything long of the month in which a day lies.
export function chunk(run, day) {
  const month = monthOf(run, day);
  const key = month.packed;
  if (!unpacked.has(key)) {
    if (unpacked.size > 40) unpacked.delete(unpacked.keys().next().value);
    unpacked.set(key, unpack(key));
  }
  return unpacked.get(key);
}

export function runOf(id) {
  return model.runs.find((run) => run.id === id);
}

export async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`${served.base}${path}`, options);
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

export async function fetchRun(id) {
  const run = await ask(`run/${id}`);
  const known = runOf(id);
  if (!known) model.runs.push(run);
  return known ? Object.assign(known, run) : run; // views go on holding the same run, which has grown
}
