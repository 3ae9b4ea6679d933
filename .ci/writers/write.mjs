// Writes tables with DuckDB and Apache Arrow, and copies the files of vega-datasets, each with the cells that it must
// read as: node write.mjs DIR ROWS
import fs from 'node:fs'
import path from 'node:path'
import * as arrow from 'apache-arrow'
import { DuckDBInstance } from '@duckdb/node-api'

const [out, rows] = [process.argv[2], Number(process.argv[3])]
const expect = (name, cells) => fs.writeFileSync(path.join(out, name + '.cells.json'), cells)
const db = await (await DuckDBInstance.create()).connect()
const value = async (sql) => (await db.runAndReadAll(sql)).getRows()[0][0]
const quoted = (name) => `"${name.replaceAll('"', '""')}"`

// DuckDB. Each column has its values, and the text or number that a cell must read as.
const columns = {
  i: ['CASE WHEN k % 7 < 6 THEN k * 1000003 - 1099511627776 END', 'i'],
  seq: ['k::INTEGER', 'seq'],
  u8: ['(k % 256)::UTINYINT', 'u8'],
  f: ['CASE WHEN k % 6 < 5 THEN k / 7::DOUBLE END', 'f'],
  g: ['(k % 11)::FLOAT', 'g'],
  b: ['CASE WHEN k % 4 < 3 THEN k % 3 = 0 END', 'b'],
  s: [`CASE k % 5 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE 'ä😀",' || (k // 50) END`, 's'],
  day: [`CASE WHEN k % 8 < 7 THEN DATE '1969-12-01' + (k % 400)::INTEGER END`, 'day::VARCHAR'],
  at: [`TIMESTAMPTZ '2026-01-01 00:00:00Z' + to_microseconds(k * 1234567)`,
    `strftime("at" AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')`],
  local: [`TIMESTAMP '1960-01-01' + to_milliseconds(k * 7)`, `strftime(local, '%Y-%m-%dT%H:%M:%S.%f')`],
  dec: ['CASE WHEN k % 5 < 4 THEN ((k * 7 - 900) / 100)::DECIMAL(12, 2) END', 'dec::VARCHAR'],
  bin: [`CASE WHEN k % 5 < 4 THEN ('\\x00\\xFF\\x' || printf('%02X', k % 256))::BLOB END`, `'0x' || lower(hex(bin))`],
  id: [`CASE WHEN k % 5 < 4 THEN md5(k::VARCHAR)::UUID END`, 'id::VARCHAR'],
  j: [`CASE WHEN k % 5 < 4 THEN {'a': k}::JSON END`, 'j::VARCHAR'],
  e: [`(['open', 'paid'])[k % 2 + 1]::ENUM ('open', 'paid')`, 'e::VARCHAR'],
  l: ['CASE WHEN k % 5 < 4 THEN list_transform(range(k % 4), x -> CASE WHEN x <> 1 THEN k + x END) END', 'l'],
  st: [`CASE WHEN k % 6 < 5 THEN {'a': k, 'b': CASE WHEN k % 2 = 0 THEN 'x' || k END} END`, 'st'],
  m: [`MAP {'k' || k: k, 'x': NULL}`, 'm'],
  ids: ['[md5(k::VARCHAR)::UUID]', 'ids'],
}
const simple = ['i', 'seq', 'f', 'b', 's', 'day']
await db.run(`SET TimeZone = 'UTC'`)
const values = Object.entries(columns).map(([c, [sql]]) => `${sql} AS ${quoted(c)}`)
await db.run(`CREATE TABLE t AS SELECT k, ${values} FROM range(${rows}) r(k)`)
const lists = {}
for (const [c, [, text]] of Object.entries(columns))
  lists[c] = await value(`SELECT to_json(list(${text} ORDER BY k))::VARCHAR FROM t`)
const cells = (names) => '{' + names.map((c) => `"${c}": ${lists[c]}`).join(', ') + '}'
const copy = async (name, options, names = Object.keys(columns)) => {
  await db.run(`COPY (SELECT ${names.map(quoted)} FROM t ORDER BY k) TO '${path.join(out, name)}' (${options})`)
  expect(name, cells(names))
}
for (const version of ['v1', 'v2'])
  for (const codec of ['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'lz4_raw'])
    await copy(`duckdb-${version}-${codec}.parquet`, `FORMAT parquet, PARQUET_VERSION ${version}, COMPRESSION ${codec}`)
await copy('duckdb-groups.parquet', 'FORMAT parquet, ROW_GROUP_SIZE 2048')
const noDictionary = 'DICTIONARY_SIZE_LIMIT 1'
for (const version of ['v1', 'v2'])
  await copy(`duckdb-${version}-no-dictionary.parquet`, `FORMAT parquet, PARQUET_VERSION ${version}, ${noDictionary}`)
const v2 = 'FORMAT parquet, PARQUET_VERSION v2, COMPRESSION lz4_raw'
await copy('duckdb-few.parquet', `${v2}, ${noDictionary}`, ['i', 'f', 's'])
await copy('duckdb-marked.parquet', v2, ['id', 'j', 'ids'])
await copy('duckdb-groups-of-millions.parquet', 'FORMAT parquet, ROW_GROUP_SIZE 4000000', ['seq', 's'])
await copy('duckdb-semicolons.csv', `FORMAT csv, HEADER, DELIMITER ';', QUOTE '"', ESCAPE '"'`, simple)
await copy('duckdb-nulls.jsonl', 'FORMAT json, COMPRESSION uncompressed', ['i', 'l', 'st'])
await copy('duckdb.csv', 'FORMAT csv, HEADER', simple)
await copy('duckdb-bars.csv', `FORMAT csv, HEADER, DELIMITER '|', FORCE_QUOTE (s)`, simple)
await copy('duckdb.tsv', `FORMAT csv, HEADER, DELIMITER '\t'`, simple)
await copy('duckdb.jsonl', 'FORMAT json', simple)
await copy('duckdb.json', 'FORMAT json, ARRAY true', simple)

// Apache Arrow for JavaScript: the schema of its files is in the footer only.
const every = (n, v) => Array.from({ length: rows }, (_, i) => (i % n === n - 1 ? null : v(i)))
const words = every(5, (i) => 'ä' + (i % 9))
const js = {
  i: [every(7, (i) => i * 3 - 100), new arrow.Int32()],
  f: [every(6, (i) => i / 7), new arrow.Float64()],
  b: [every(4, (i) => i % 3 === 0), new arrow.Bool()],
  s: [words, new arrow.Utf8()],
  d: [words, new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32())],
  l: [
    every(5, (i) => Array.from({ length: i % 4 }, (_, x) => i + x)),
    new arrow.List(new arrow.Field('x', new arrow.Int32(), true)),
  ],
}
const whole = (names, n = rows) =>
  new arrow.Table(Object.fromEntries(names.map((c) => [c, arrow.vectorFromArray(js[c][0].slice(0, n), js[c][1])])))
const jsCells = (names, n = rows) => JSON.stringify(Object.fromEntries(names.map((c) => [c, js[c][0].slice(0, n)])))
for (const form of ['file', 'stream']) {
  const write = (name, table, cells) => {
    fs.writeFileSync(path.join(out, `javascript-${form}-${name}.arrow`), arrow.tableToIPC(table, form))
    expect(`javascript-${form}-${name}.arrow`, cells)
  }
  const all = Object.keys(js)
  write('all', whole(all), jsCells(all))
  write('few', whole(['i', 's'], 3), jsCells(['i', 's'], 3))
  write('no-rows', new arrow.Table(whole(all).schema, []), jsCells(all, 0))
  const plain = ['i', 'f', 's', 'l']
  const batches = whole(plain)
  const twice = Object.fromEntries(plain.map((c) => [c, [...js[c][0], ...js[c][0]]]))
  write('batches', new arrow.Table([...batches.batches, ...batches.batches]), JSON.stringify(twice))
}

// vega-datasets: JSON says itself what its cells are, DuckDB what those of others are.
const vega = path.join('node_modules', 'vega-datasets', 'data')
for (const name of fs.readdirSync(vega)) {
  const file = path.join(vega, name)
  if (name.endsWith('.png')) continue
  fs.copyFileSync(file, path.join(out, 'vega-' + name))
  if (name.endsWith('.json')) {
    const data = JSON.parse(fs.readFileSync(file))
    if (!Array.isArray(data)) {
      expect('vega-' + name, '"want a JSON array of objects, one for each row"')
      continue
    }
    const names = [...new Set(data.flatMap((row) => Object.keys(row)))]
    expect('vega-' + name, JSON.stringify(Object.fromEntries(names.map((c) => [c, data.map((row) => row[c] ?? null)]))))
    continue
  }
  if (name.endsWith('.arrow')) {
    const table = arrow.tableFromIPC(fs.readFileSync(file))
    const first = (i) => [...table.getChildAt(i).slice(0, rows)]
    const of = Object.fromEntries(table.schema.fields.map((f, i) => [f.name, first(i)]))
    expect('vega-' + name, JSON.stringify({ ...of, '': [table.numRows] }))
    continue
  }
  const parquet = name.endsWith('.parquet')
  const all = parquet ? `'${file}'` : `read_csv('${file}', all_varchar = true, header = true, nullstr = '')`
  const from = parquet ? `(SELECT * FROM ${all} LIMIT ${rows})` : all
  const parts = []
  for (const c of (await db.runAndReadAll(`SELECT * FROM ${all} LIMIT 0`)).columnNames()) {
    const list = await value(`SELECT to_json(list(${quoted(c)}::VARCHAR))::VARCHAR FROM ${from}`)
    parts.push(JSON.stringify(c) + ': ' + list)
  }
  if (parquet) parts.push(`"": [${await value(`SELECT count(*)::INTEGER FROM ${all}`)}]`)
  expect('vega-' + name, '{' + parts.join(', ') + '}')
}
