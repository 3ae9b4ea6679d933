"use strict";
// The rows of page.js: the table, of which only visible rows are in the document, and the blocks in which rows are
// fetched.

const columnsShown = () => (all ? sheet.unfolded : sheet.folded).slice(0, MOST_COLUMNS);
const lineCount = () => (sheet ? Math.min(sheet.lines[view + (all ? "-all" : "")], MOST_LINES) : 0);

function drawSheet() {
  for (const b of $("views").children) {
    b.setAttribute("aria-checked", String(b.dataset.view === view));
    b.tabIndex = b.dataset.view === view ? 0 : -1;
  }
  $("unfold").setAttribute("aria-pressed", String(all));
  $("scroll").hidden = !sheet;
  blocks = new Map();
  drawn = "";
  $("note").textContent = "";
  $("head").replaceChildren();
  $("rows").replaceChildren();
  if (!sheet) return;
  const columns = columnsShown();
  const head = make("tr", { "aria-rowindex": 1 }, headCell("", "", "mark", 2));
  head.firstChild.append(make("span", { title: "+ added, − removed, ~ changed, > moved" }, "±"));
  let total = 32;
  if (sheet.placed) {
    head.append(headCell("row", "", "", 9));
    total += 9 * 8 + 16;
  }
  for (const c of columns) {
    const type = Math.min(sheet.columns[c].type.length, 16);
    const wide = Math.min(Math.max(sheet.widths[c], sheet.columns[c].name.length, type) + 1, 44);
    head.append(headCell(sheet.columns[c].name, sheet.columns[c].type, "", wide));
    total += wide * 8 + 16;
  }
  $("head").replaceChildren(head);
  $("table").style.width = total + "px";
  $("table").setAttribute("aria-rowcount", lineCount() + 1);
  $("table").setAttribute("aria-label", `${view} of ${state.items[at].name}`);
  const notes = [];
  const lines = sheet.lines[view + (all ? "-all" : "")];
  if (lines === 0) notes.push(view === "old" && sheet.missing ? "no golden yet" : "no rows");
  if (lines > MOST_LINES) notes.push(`the first ${MOST_LINES} of ${lines} lines`);
  const hidden = sheet.columns.length - columns.length;
  const cut = all || sheet.folded.length > MOST_COLUMNS;
  if (hidden > 0) notes.push(count(hidden, "column") + (cut ? " not shown" : " folded"));
  $("note").textContent = notes.join("; ");
  $("scroll").scrollTop = 0;
  $("scroll").scrollLeft = 0;
  drawRows();
}

function headCell(name, type, cls, wide) {
  const th = make("th", { scope: "col", class: cls, title: type ? `${name} ${type}` : undefined }, name);
  if (type) th.append(make("small", {}, type));
  th.style.width = wide * 8 + 16 + "px";
  return th;
}

// line returns a line, or nothing while its block is being fetched.
function line(i) {
  const b = Math.floor(i / BLOCK);
  if (!blocks.has(b)) {
    if (blocks.size > 60) blocks.delete(blocks.keys().next().value);
    const mine = blocks;
    mine.set(b, null);
    ask("rows?" + params({ item: at, view, all: all ? 1 : 0, from: b * BLOCK })).then(
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
  if (now === drawn) return;
  drawn = now;
  const rows = [];
  for (let i = first; i < last; i++) rows.push(tableRow(i, line(i)));
  $("rows").replaceChildren(...rows);
  spacer($("above"), first);
  spacer($("below"), n - last);
  if (n > 0) line(Math.min(last + 40, n - 1)); // fetch the next rows
}

function spacer(body, lines) {
  if (!body.firstChild) body.append(make("tr", {}, make("td", {})));
  body.hidden = lines === 0;
  body.firstChild.style.height = lines * ROW + "px";
}

function tableRow(i, row) {
  const columns = columnsShown();
  const rest = { colspan: columns.length + 1 };
  if (!row) return make("tr", { "aria-rowindex": i + 2 }, make("td", { class: "mark" }, "…"), make("td", rest));
  if (row.f) {
    const b = make("button", { type: "button" }, row.f);
    b.addEventListener("click", () => unfold());
    const mark = make("td", { class: "mark" }, "…");
    return make("tr", { class: "fold", "aria-rowindex": i + 2 }, mark, make("td", rest, b));
  }
  const cls = [row.k, i === active ? "active" : "", i === found ? "found" : ""].join(" ").trim();
  const mark = make("td", { class: "mark", "aria-label": row.k }, MARKS[row.k] || "");
  const tr = make("tr", { class: cls, "data-line": i, "aria-rowindex": i + 2 }, mark);
  if (sheet.placed) tr.append(make("td", {}, row.p || ""));
  columns.forEach((c, k) => {
    const cell = row.c[k];
    const td = make(sheet.columns[c].key ? "th" : "td", sheet.columns[c].key ? { scope: "row" } : {});
    if (Array.isArray(cell)) {
      td.title = (cell[0] || "(none)") + " → " + (cell[1] || "(none)");
      td.append(make("del", {}, cell[0] || "(none)"), " → ", make("ins", {}, cell[1] || "(none)"));
    } else {
      td.textContent = cell;
      if (cell.length > 30) td.title = cell;
    }
    tr.append(td);
  });
  return tr;
}

async function openRow(i) {
  const row = await ask("row?" + params({ item: at, view, all: all ? 1 : 0, line: i }));
  if (row.f) return unfold();
  const parts = [];
  sheet.unfolded.forEach((c, k) => {
    const cell = row.c[k];
    const dd = make("dd", {});
    if (Array.isArray(cell)) {
      const side = { class: "old-new" };
      dd.append(make("del", side, cell[0] || "(none)"), make("ins", side, cell[1] || "(none)"));
    } else dd.append(cell);
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
