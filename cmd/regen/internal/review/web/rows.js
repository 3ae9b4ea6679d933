"use strict";
// The rows of page.js: the table, of which only visible rows are in the document, and the blocks in which rows are
// fetched.

const columnsShown = () => (all ? sheet.unfolded : sheet.folded).slice(0, MOST_COLUMNS);
const lineCount = () => (sheet ? Math.min(sheet.lines[view + (all ? "-all" : "")], MOST_LINES) : 0);

const widthsShown = () => sheet.widths[view + (all ? "-all" : "")];
const CELL = 16; // pixels of padding in a cell
const chars = (n) => Math.ceil(n * 7.9) + CELL;

// keyWidth returns the pixels of the key, which stays in sight if it leaves room for the rest.
function keyWidth() {
  const keys = columnsShown().filter((c) => sheet.columns[c].key);
  const wide = keys.reduce((sum, c) => sum + plainWidth(c), 32);
  return wide <= $("scroll").clientWidth * 0.45 ? wide : 0;
}

const plainWidth = (c) => chars(Math.min(widthsShown()[c].new, 44));

// side returns how many characters one side of a change takes, so that both sides fit on the page.
function side() {
  const room = $("scroll").clientWidth - Math.max(keyWidth(), 32) - 3 * CELL;
  return Math.min(Math.max(Math.floor(room / 7.9 / 2) - 3, 16), 300);
}
let sideDrawn = 0;

// parts returns the columns of the table, each with its width: one of text, or old, new and change.
function parts() {
  const out = [];
  const fits = columnsShown().reduce((sum, c) => sum + chars(widthsShown()[c].new), 32) <= $("scroll").clientWidth;
  for (const c of columnsShown()) {
    const w = widthsShown()[c];
    if (!w.old) {
      out.push({ c, wide: fits ? chars(w.new) : plainWidth(c) });
      continue;
    }
    out.push({ c, part: "old", wide: chars(Math.min(w.old, sideDrawn) + 1) });
    out.push({ c, part: "new", wide: chars(Math.min(w.new, sideDrawn) + 3) });
    if (w.change) out.push({ c, part: "change", wide: chars(Math.max(w.change + w.percent + 1, 6)) });
  }
  return out;
}
let columnParts = [];

function drawSheet() {
  for (const b of $("views").children) {
    b.setAttribute("aria-checked", String(b.dataset.view === view));
    b.tabIndex = b.dataset.view === view ? 0 : -1;
  }
  $("unfold").setAttribute("aria-pressed", String(all));
  $("scroll").hidden = !sheet;
  blocks = new Map();
  drawn = "";
  for (const id of ["note", "part"]) $(id).textContent = "";
  for (const id of ["head", "rows", "columns"]) $(id).replaceChildren();
  if (!sheet) return;
  sideDrawn = side();
  columnParts = parts();
  drawHead();
  $("table").setAttribute("aria-rowcount", lineCount() + 1);
  $("table").setAttribute("aria-label", `${view} of ${state.items[at].name}`);
  const notes = [];
  const lines = sheet.lines[view + (all ? "-all" : "")];
  if (lines === 0) notes.push(view === "old" && sheet.missing ? "no golden yet" : "no rows");
  if (lines > MOST_LINES) notes.push(`the first ${MOST_LINES} of ${lines} lines`);
  const hidden = sheet.columns.length - columnsShown().length;
  const cut = all || sheet.folded.length > MOST_COLUMNS;
  if (hidden > 0) notes.push(count(hidden, "column") + (cut ? " not shown" : " folded"));
  $("note").textContent = notes.join("; ");
  $("scroll").scrollTop = 0;
  showChange();
  drawRows();
}

function drawHead() {
  const head = make("tr", { "aria-rowindex": 1 }, make("th", { scope: "col", class: "mark" }));
  head.firstChild.append(make("span", { title: "+ added, − removed, ~ changed, > moved" }, "±"));
  const widths = [32];
  if (sheet.placed) {
    head.append(make("th", { scope: "col", class: "number" }, "row"));
    widths.push(chars(11));
  }
  for (const c of columnsShown()) {
    const column = sheet.columns[c];
    const mine = columnParts.filter((p) => p.c === c);
    const span = mine.filter((p) => p.part !== "change").length;
    const th = make("th", { scope: "col", colspan: span, "data-column": c, class: cellClass(c), title: column.name });
    th.append(column.name, make("small", {}, column.type));
    head.append(stick(th, c));
    if (mine.length > span) head.append(make("th", { scope: "col", class: "number" }, "change"));
    const least = Math.min(column.name.length, 30) + 1;
    const total = mine.reduce((sum, p) => sum + (p.part === "change" ? 0 : p.wide), 0);
    mine[0].wide += Math.max(0, chars(least) - total);
    widths.push(...mine.map((p) => p.wide));
  }
  const columns = widths.map((wide) => {
    const col = make("col");
    col.style.width = wide + "px";
    return col;
  });
  $("columns").replaceChildren(...columns);
  $("head").replaceChildren(head);
  $("table").style.width = widths.reduce((a, b) => a + b, 0) + "px";
}

const cellClass = (c) => (sheet.columns[c].numeric ? "number" : "") + (sheet.columns[c].key ? " key" : "");

// stick keeps the cells of the key in sight.
function stick(cell, c) {
  if (!sheet.columns[c].key || !keyWidth()) return cell;
  let left = 32 + (sheet.placed ? chars(11) : 0);
  for (const p of columnParts) {
    if (p.c === c) break;
    left += p.wide;
  }
  cell.classList.add("stuck");
  cell.style.left = left + "px";
  return cell;
}

// showChange scrolls sideways until the first column that differs is in sight.
function showChange() {
  const box = $("scroll");
  box.scrollLeft = 0;
  const head = [...$("head").querySelectorAll("th[data-column]")];
  const th = head.find((e) => sheet.columns[e.dataset.column].differs && !sheet.columns[e.dataset.column].key);
  if (th && th.offsetLeft + th.offsetWidth > box.clientWidth) {
    box.scrollLeft = th.offsetLeft - Math.max(keyWidth(), 32) - 8;
  }
}

// drawPart says beside the button that accepts which part of the result is in sight.
function drawPart() {
  const box = $("scroll").getBoundingClientRect();
  const bottom = Math.min(box.top + $("scroll").clientHeight, innerHeight) + 1;
  const right = Math.min(box.left + $("scroll").clientWidth, innerWidth) + 1;
  const top = $("head").getBoundingClientRect().bottom - 1;
  const left = box.left + Math.max(keyWidth(), 32) - 1;
  let rows = 0, cut = 0;
  for (const tr of $("rows").querySelectorAll("tr[data-tells]")) {
    const place = tr.getBoundingClientRect();
    if (place.top < top || place.bottom > bottom) continue;
    rows++;
    for (const td of tr.children) {
      if (td.dataset.cut || td.scrollWidth > td.clientWidth + 1) cut++;
    }
  }
  const heads = [...$("head").querySelectorAll("th[data-column]")];
  const inSight = heads.filter((th) => {
    const place = th.getBoundingClientRect();
    return th.classList.contains("stuck") || (place.left >= left && place.right <= right);
  });
  const all = sheet.rows[view];
  const shown = [];
  if (rows < all) shown.push(`${rows} of ${count(all, "row")}`);
  if (inSight.length < heads.length) shown.push(`${inSight.length} of ${count(heads.length, "column")}`);
  const says = shown.length ? [shown.join(", ") + " shown"] : [];
  if (cut > 0) says.push(count(cut, "cell") + " cut");
  $("part").textContent = says.join(", ");
}

// line returns a line, or nothing while its block is being fetched.
function line(i) {
  const b = Math.floor(i / BLOCK);
  if (!blocks.has(b)) {
    if (blocks.size > 60) blocks.delete(blocks.keys().next().value);
    const mine = blocks;
    mine.set(b, null);
    ask("rows?" + params({ item: at, view, all: all ? 1 : 0, from: b * BLOCK, side: sideDrawn })).then(
      (rows) => {
        if (mine !== blocks) return;
        // One answer contains several blocks.
        for (let k = 0; k * BLOCK < rows.length; k++) mine.set(b + k, rows.slice(k * BLOCK, (k + 1) * BLOCK));
        version++;
        schedule();
      },
      (err) => mine === blocks && say(err.message, true),
    );
  }
  const rows = blocks.get(b);
  return rows && rows[i - b * BLOCK];
}

let scheduled = false;
function schedule() {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    drawRows();
  });
}

function drawRows() {
  if (!sheet) return;
  const n = lineCount();
  const box = $("scroll");
  const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 8);
  const last = Math.min(n, first + Math.ceil(box.clientHeight / ROW) + 16);
  const now = [first, last, version, active, found].join();
  if (now === drawn) return drawPart();
  drawn = now;
  const rows = [];
  for (let i = first; i < last; i++) rows.push(tableRow(i, line(i)));
  $("rows").replaceChildren(...rows);
  spacer($("above"), first);
  spacer($("below"), n - last);
  if (n > 0) line(Math.min(last + 40, n - 1)); // fetch the next rows
  drawPart();
}

function spacer(body, lines) {
  if (!body.firstChild) body.append(make("tr", {}, make("td", {})));
  body.hidden = lines === 0;
  body.firstChild.style.height = lines * ROW + "px";
}

function tableRow(i, row) {
  const columns = columnsShown();
  const rest = { colspan: columnParts.length + 1 };
  if (!row) return make("tr", { "aria-rowindex": i + 2 }, make("td", { class: "mark" }, "…"), make("td", rest));
  if (row.f) {
    const b = make("button", { type: "button" }, row.f);
    b.addEventListener("click", () => unfold());
    const mark = make("td", { class: "mark" }, "…");
    return make("tr", { class: "fold", "aria-rowindex": i + 2 }, mark, make("td", rest, b));
  }
  const cls = [row.k, i === active ? "active" : "", i === found ? "found" : ""].join(" ").trim();
  const mark = make("td", { class: "mark", "aria-label": row.k }, MARKS[row.k] || "");
  const tr = make("tr", { class: cls, "data-line": i, "data-tells": row.t, "aria-rowindex": i + 2 }, mark);
  if (sheet.placed) tr.append(make("td", { class: "number" }, row.p || ""));
  columns.forEach((c, k) => {
    const cell = row.c[k];
    const key = sheet.columns[c].key;
    for (const p of columnParts.filter((p) => p.c === c)) {
      const td = make(key ? "th" : "td", { scope: key ? "row" : false, class: cellClass(c) });
      fill(td, p.part, cell);
      tr.append(stick(td, c));
    }
  });
  return tr;
}

// fill writes a cell, or its old or new text or by how much a number changed. A single text is new.
function fill(td, part, cell) {
  const both = Array.isArray(cell);
  if (part === "change") {
    td.className = "number change";
    td.textContent = both ? cell[2] : "";
    return;
  }
  const text = both ? (part === "old" ? cell[0] : cell[1]) : part === "old" ? "" : cell;
  if (both && part && cell[1]) {
    td.classList.add(part);
    td.append(make(part === "old" ? "del" : "ins", {}, text));
    td.title = cell[0] + " → " + cell[1];
  } else {
    td.textContent = part || !both ? text : cell[0] || cell[1];
    if (td.textContent.length > 30) td.title = td.textContent;
  }
  if (text.startsWith("…") || text.endsWith("…")) td.dataset.cut = "1";
}

async function openRow(i) {
  const row = await ask("row?" + params({ item: at, view, all: all ? 1 : 0, line: i }));
  if (row.f) return unfold();
  const parts = [];
  sheet.unfolded.forEach((c, k) => {
    const cell = row.c[k];
    const dd = make("dd", {});
    if (Array.isArray(cell) && cell[1]) {
      const side = { class: "old-new" };
      dd.append(make("del", side, ...words(cell[0])), make("ins", side, ...words(cell[1])), cell[2]);
    } else dd.append(...words(Array.isArray(cell) ? cell[0] : cell));
    parts.push(make("dt", {}, sheet.columns[c].name), dd);
  });
  $("row-title").textContent = `${row.k} row ${row.p || ""}`;
  $("row-cells").replaceChildren(...parts);
  read("row-dialog");
}

// read opens a dialog and focuses it instead of its button, which a key still held down would press.
function read(id) {
  $(id).showModal();
  $(id).focus();
}

function turn(to) {
  view = to;
  active = found = -1;
  drawSheet();
}

function unfold() {
  all = !all;
  active = found = -1;
  drawSheet();
}

function reveal(i) {
  const box = $("scroll");
  const head = $("head").offsetHeight;
  const top = i * ROW;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + ROW + head > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW + head - box.clientHeight;
  drawRows();
}
