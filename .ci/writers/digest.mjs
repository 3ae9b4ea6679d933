// Prints the CPU time that DuckDB takes to digest the table of BenchmarkDigest on one core: node digest.mjs ROWS
import { DuckDBInstance } from '@duckdb/node-api'

const rows = Number(process.argv[2])
const columns = ['id', 'rate', 'name', 'total', 'at', 'paid']
const db = await (await DuckDBInstance.create()).connect()
await db.run('SET threads = 1')
await db.run(`CREATE TABLE t AS SELECT k AS id, k / 7::DOUBLE AS rate, 'customer ' || (k % 5000) AS name,
  (k * 31 / 100)::DECIMAL(12, 2) AS total, make_timestamp_ms(1767225600000 + k * 1000) AS "at", k % 3 = 0 AS paid
  FROM range(${rows}) r(k) ORDER BY hash(k)`)
for (const [what, sql] of [
  ['order-independent', 'SELECT bit_xor(hash(id, rate, name, total, "at", paid)) FROM t'],
  ['of each column', `SELECT ${columns.map((c) => `bit_xor(hash(id, "${c}"))`)} FROM t`],
]) {
  const before = process.cpuUsage()
  await db.runAndReadAll(sql)
  const { user, system } = process.cpuUsage(before)
  console.log(`DuckDB, hash() ${what}: ${((user + system) / 1e6).toFixed(2)} cpu-s of ${rows} rows`)
}
