"use strict";
// The page of `regen review --web`. It creates elements and sets their text, and never parses HTML, so content of
// goldens stays text. It fetches rows in blocks, and only visible rows are in the document.

const $ = (id) => document.getElementById(id);
const ROW = 26; // pixels, as in page.css
const BLOCK = 200; // lines in a block
const MOST_LINES = 600000; // shown: browsers limit the height of elements
const MOST_COLUMNS = 200;
const MARKS = { added: "+", removed: "−", changed: "~", moved: ">", same: "" };

let key = "";
let state = null;
let at = 0;
let sheet = null;
let view = "diff";
let all = false;
let blocks = new Map();
let drawn = ""; // the rows in the document: first and last line, and version of the blocks
let version = 0;
let active = -1; // the line with the keyboard focus
let found = -1;
let query = "";

function make(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== false) e.setAttribute(name, value);
  }
  e.append(...children);
  return e;
}

function say(text, wrong) {
  $("status").textContent = text;
  $("status").classList.toggle("wrong", !!wrong);
}

async function ask(path, body) {
  const options = { headers: { "X-Regen-Key": key }, cache: "no-store" };
  if (body) {
    options.method = "POST";
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error("the review has ended");
  }
  const value = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(value.error), { status: answer.status });
  return value;
}

const params = (values) => new URLSearchParams(values).toString();

// The session: the token in the address works once; the key is kept for this tab.

async function start() {
  const token = location.hash.slice(1);
  key = sessionStorage.getItem("key") || "";
  if (token) {
    history.replaceState(null, "", "/");
    key = (await ask("session", { token })).key;
    sessionStorage.setItem("key", key);
  }
  state = await ask("state");
  at = Math.max(nextWaiting(-1), 0);
  say(count(state.waiting, "result") + " to review");
  await show();
}

const count = (n, noun) => n + " " + noun + (n === 1 ? "" : "s");

function nextWaiting(after) {
  const n = state.items.length;
  for (let i = 0; i < n; i++) {
    const k = (after + 1 + i) % n;
    if (state.items[k].state === "waiting") return k;
  }
  return -1;
}

const isOpen = (item) => item.state === "waiting" || item.state === "skipped";
const areAlike = (a, b) => a === b || (a.group >= 0 && a.group === b.group);

// nextGroup returns the first waiting golden of the next group, or of the previous one if by is -1.
function nextGroup(by) {
  const items = state.items;
  const n = items.length;
  for (let step = 1; step < n; step++) {
    let i = (((at + by * step) % n) + n) % n;
    if (items[i].state !== "waiting" || areAlike(items[i], items[at])) continue;
    while (by < 0 && i > 0 && items[i - 1].state === "waiting" && areAlike(items[i - 1], items[i])) i--;
    return i;
  }
  return at;
}

// The list

function drawList() {
  const list = $("list");
  const parts = [];
  for (let i = 0; i < state.items.length; ) {
    let end = i + 1;
    while (end < state.items.length && areAlike(state.items[i], state.items[end])) end++;
    const alike = state.items[i].group >= 0;
    if (alike) {
      const group = state.groups[state.items[i].group];
      parts.push(make("h2", {}, `${group.items} alike: `, ...cause(group)));
    }
    const ul = make("ul", { class: alike ? "alike" : "" });
    for (; i < end; i++) ul.append(make("li", {}, listButton(i, alike)));
    parts.push(ul);
  }
  list.replaceChildren(...parts);
  const current = list.querySelector("[aria-current]");
  if (current) current.scrollIntoView({ block: "nearest" });
}

// cause returns elements that say what is removed, and why.
function cause(of) {
  const parts = [];
  if (of.removed) parts.push(make("b", { class: "removal" }, of.removed));
  if (of.removed && of.cause) parts.push("; ");
  return parts.concat(words(of.cause));
}

// words returns a text of which no line breaks within a number or a date.
function words(text) {
  return text.split(/( +)/).map((w) => (/\d/.test(w) && w.length < 30 ? make("span", { class: "word" }, w) : w));
}

function listButton(i, alike) {
  const item = state.items[i];
  const current = i === at ? "true" : undefined;
  const b = make("button", { type: "button", class: item.state, "data-item": i, "aria-current": current });
  if (item.state !== "waiting") b.append(make("span", { class: "state" }, item.state));
  b.append(item.name);
  if (!alike) b.append(make("small", {}, ...(item.cause || item.removed ? cause(item) : words(item.summary))));
  b.addEventListener("click", guarded(() => go(i)));
  return b;
}

function drawProgress() {
  const total = state.items.length;
  $("progress").textContent = `${state.waiting} of ${total} wait` + (state.outcome ? ": " + state.outcome : "");
}

// The golden

async function go(i) {
  if (i < 0 || i >= state.items.length) return;
  at = i;
  await show();
}

async function show() {
  const item = state.items[at];
  drawProgress();
  drawList();
  $("name").textContent = item.name + (item.state === "waiting" ? "" : " — " + item.state);
  $("reason").textContent = item.reason;
  $("cause").replaceChildren(...cause(item));
  $("summary").replaceChildren(
    ...words(item.error ? "cannot compare; you can reject it: " + item.error : item.summary),
  );
  const open = isOpen(item);
  $("accept").disabled = !open || !!item.error;
  $("reject").disabled = !open;
  $("skip").disabled = !open;
  $("alike").hidden = item.alike < 2;
  $("alike-text").textContent = `All ${item.alike} alike:`;
  sheet = null;
  active = found = -1;
  blocks = new Map();
  if (open && !item.error) {
    const asked = state.revision + " " + at;
    const stale = () => asked !== state.revision + " " + at; // a decision was made meanwhile
    try {
      const loaded = await ask("sheet?" + params({ item: at }));
      if (stale()) return;
      sheet = loaded;
    } catch (err) {
      if (stale()) return;
      throw err;
    }
  }
  drawDetails();
  drawSheet();
}

function drawDetails() {
  const parts = [];
  if (sheet) {
    for (const d of sheet.details) {
      const row = make("div", { class: "column" }, make("code", {}, d.name), make("span", {}, ...words(d.text)));
      parts.push(row);
      if (d.column < 0) continue;
      const label = `Histogram of ${d.name}, before and after`;
      const b = make("button", { type: "button", "aria-expanded": "false", "aria-label": label }, "histogram");
      const figure = make("div", {});
      b.addEventListener("click", guarded(() => histogram(b, figure, d.column)));
      row.append(b);
      parts.push(figure);
    }
    for (const note of sheet.notes) parts.push(make("p", { class: "note" }, note));
  }
  $("details").replaceChildren(...parts);
  $("details").hidden = parts.length === 0;
}

// Histograms

async function histogram(button, place, column) {
  const open = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!open));
  if (open) {
    place.replaceChildren();
    return;
  }
  const h = await ask("histogram?" + params({ item: at, column }));
  place.replaceChildren(drawHistogram(h, sheet.columns[column].name));
}

const SVG = "http://www.w3.org/2000/svg";
function shape(tag, attributes, text) {
  const e = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  if (text !== undefined) e.textContent = text;
  return e;
}

function drawHistogram(h, name) {
  const wide = 640, high = 90, base = high - 16;
  const label = `${name} before: ${h.was}; after: ${h.is}`;
  const box = `0 0 ${wide} ${high}`;
  const svg = shape("svg", { viewBox: box, width: wide, height: high, role: "img", "aria-label": label });
  const top = Math.max(1, ...h.bins.map((b) => Math.max(b.old, b.new)));
  const step = wide / Math.max(h.bins.length, 1);
  h.bins.forEach((b, i) => {
    for (const [n, side, shift] of [[b.old, "was", 0.08], [b.new, "is", 0.5]]) {
      const tall = n === 0 ? 0 : Math.max(1, (n / top) * (base - 4));
      const place = { x: (i + shift) * step, y: base - tall, width: step * 0.4, height: tall };
      const bar = shape("rect", { class: side, ...place });
      bar.append(shape("title", {}, `${b.label}: ${b.old} before, ${b.new} after`));
      svg.append(bar);
    }
    if (h.bins.length <= 12 || i % Math.ceil(h.bins.length / 8) === 0) {
      const cut = b.label.length > step / 5.5 && h.bins.length <= 12;
      const text = cut ? b.label.slice(0, Math.max(3, step / 5.5)) + "…" : b.label;
      svg.append(shape("text", { x: i * step + 2, y: high - 4 }, text));
    }
  });
  svg.append(shape("line", { class: "axis", x1: 0, x2: wide, y1: base, y2: base }));
  return make("figure", {}, svg, make("figcaption", {}, `before (red): ${h.was} — after (green): ${h.is}`));
}

// Decisions

// Keys pressed while a decision is being sent are ignored: they are meant for the next golden.
let busy = false;
async function decide(decision, expect, reason) {
  if (busy) return;
  busy = true;
  try {
    const before = at;
    const sent = { revision: state.revision, decision, item: at, expect: expect || 0, reason: reason || "" };
    state = await ask("decide", sent);
    if (state.select >= 0) at = state.select;
    else if (decision !== "undo" && !state.failed && state.waiting > 0) at = nextWaiting(before);
    const rest = state.waiting === 0 && !state.failed ? "; nothing is left: press Done to end the review" : "";
    say(state.message + rest, state.failed);
  } catch (err) {
    if (err.status === 409) state = await ask("state");
    say(err.message, true);
  } finally {
    busy = false;
  }
  await show();
}

// accept accepts one or all alike. If a policy requires a reason, it asks for one first; the last reason is the
// default.
let wanted = null;
function accept(decision, expect) {
  if (!state.items[at].explain) return decide(decision, expect);
  wanted = [decision, expect];
  $("reason-dialog").returnValue = "";
  $("reason-dialog").showModal();
  $("why").select();
}

// decideAlike accepts, rejects or skips the results that are shown as one group, whose number goes with the decision.
let counted = "";
function decideAlike(decision) {
  const item = state.items[at];
  if (item.alike < 2) return say("no others changed alike");
  counted = decision + " alike";
  if (decision === "skip" || !item.confirm) return settleAlike();
  const why = item.alike > 20 ? "that changed alike" : "that changed without a rule";
  $("count-title").textContent = `${decision[0].toUpperCase() + decision.slice(1)} ${item.alike} goldens ${why}? ` +
    `Type ${item.alike}:`;
  $("count").value = "";
  $("count-dialog").returnValue = "";
  $("count-dialog").showModal();
}

const settleAlike = (n = state.items[at].alike) =>
  counted.startsWith("accept") ? accept(counted, n) : decide(counted, n);

async function quit() {
  try {
    await ask("quit", {});
  } catch (err) {
    return say(err.message, true);
  }
  sessionStorage.removeItem("key");
  document.querySelectorAll("button, input").forEach((e) => (e.disabled = true));
  say("the review has ended: you can close this page");
}

// Search

async function find() {
  query = $("query").value.trim();
  if (!query) return;
  const match = await ask("find?" + params({ text: query, item: at, line: found, view, all: all ? 1 : 0 }));
  if (!match.found) return say(`"${query}" not found`);
  if (match.item !== at) await go(match.item);
  found = match.line;
  if (found >= 0) {
    active = found;
    reveal(found);
  }
  say(`"${query}": ${match.place}; press n for the next match`);
  drawRows();
}

// Keys

const KEYS = [
  ["a", "accept: the result becomes the golden", () => $("accept").click()],
  ["r", "reject: the result is removed, the golden stays", () => $("reject").click()],
  ["s", "skip: it stays pending", () => $("skip").click()],
  ["A", "accept all alike: those that wait under this heading", () => decideAlike("accept")],
  ["R", "reject all alike", () => decideAlike("reject")],
  ["S", "skip all alike", () => decideAlike("skip")],
  ["u", "undo the last decision", () => decide("undo")],
  ["j", "next golden", () => go(at + 1)],
  ["k", "previous golden", () => go(at - 1)],
  ["]", "next waiting golden", () => go(nextWaiting(at))],
  ["}", "next group", () => go(nextGroup(1))],
  ["{", "previous group", () => go(nextGroup(-1))],
  ["v", "diff, old, new", () => turn({ diff: "old", old: "new", new: "diff" }[view])],
  ["f", "fold or unfold unchanged rows and columns", unfold],
  ["ArrowDown", "one row down", () => step(1)],
  ["ArrowUp", "one row up", () => step(-1)],
  ["Enter", "show the whole texts of the row", () => active >= 0 && openRow(active)],
  ["/", "search", () => $("query").select()],
  ["n", "next match", find],
  ["?", "this help", () => read("help")],
];

function step(by) {
  if (!sheet) return;
  active = Math.min(Math.max(active + by, 0), lineCount() - 1);
  $("scroll").focus({ preventScroll: true });
  reveal(active);
}

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || document.querySelector("dialog[open]")) return;
  if (e.target.matches("input")) {
    if (e.key === "Escape") e.target.blur();
    return;
  }
  if (e.target.matches("button") && ["Enter", " "].includes(e.key)) return;
  if (e.target.matches("[role=radio]") && e.key.startsWith("Arrow")) return;
  const binding = KEYS.find(([k]) => k === e.key);
  if (!binding || !state) return;
  e.preventDefault();
  guarded(binding[2])();
});

// guarded returns a handler that shows the errors of an action.
function guarded(action) {
  return async (event) => {
    try {
      await action(event);
    } catch (err) {
      say(err.message, true);
    }
  };
}

$("accept").addEventListener("click", guarded(() => accept("accept")));
for (const id of ["reject", "skip", "undo"]) $(id).addEventListener("click", guarded(() => decide(id)));
for (const id of ["accept", "reject", "skip"]) {
  $(id + "-alike").addEventListener("click", guarded(() => decideAlike(id)));
}
$("unfold").addEventListener("click", unfold);
$("quit").addEventListener("click", quit);
$("help-open").addEventListener("click", () => read("help"));
$("theme").addEventListener("click", () => document.documentElement.classList.toggle("dark"));
$("views").addEventListener("click", (e) => e.target.dataset.view && turn(e.target.dataset.view));
$("views").addEventListener("keydown", (e) => {
  const order = ["diff", "old", "new"];
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: 2, ArrowUp: 2 }[e.key];
  if (!by) return;
  e.preventDefault();
  turn(order[(order.indexOf(view) + by) % 3]);
  $("views").querySelector("[aria-checked=true]").focus();
});
$("search").addEventListener("submit", guarded((e) => {
  e.preventDefault();
  $("query").blur();
  return find();
}));
$("scroll").addEventListener("scroll", schedule, { passive: true });
$("rows").addEventListener("click", guarded((e) => {
  const tr = e.target.closest("tr[data-line]");
  if (!tr || getSelection().toString()) return;
  active = Number(tr.dataset.line);
  drawRows();
}));
$("rows").addEventListener("dblclick", guarded((e) => {
  const tr = e.target.closest("tr[data-line]");
  return tr && openRow(Number(tr.dataset.line));
}));
$("count-dialog").addEventListener("close", () => {
  if ($("count-dialog").returnValue === "ok") guarded(() => settleAlike(Number($("count").value)))();
});
$("reason-dialog").addEventListener("close", () => {
  if ($("reason-dialog").returnValue === "ok") guarded(() => decide(...wanted, $("why").value))();
});
addEventListener("resize", () => (sheet && side() !== sideDrawn ? drawSheet() : schedule()));

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark", dark.matches);
dark.addEventListener("change", follow);
follow();
const keyName = (k) => ({ ArrowDown: "↓", ArrowUp: "↑" })[k] || k;
for (const [k, does] of KEYS) {
  $("help-keys").append(make("dt", {}, make("kbd", {}, keyName(k))), make("dd", {}, does));
}
start().catch((err) => {
  $("progress").textContent = "";
  say(err.message, true);
});
