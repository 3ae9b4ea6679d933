package infer

import (
	"strings"
	"testing"
)

// seriesData has rows that know their siblings, and parents that sum them up.
const seriesData = `version: 1
seed: 5
datasets:
  orders:
    rows: 300
    columns:
      id:        {seq: 1}
      placed:    {type: "timestamp[us]", between: [2026-01-01T00:00:00, 2026-03-01T00:00:00]}
      lines:     {rollup: {of: lines, by: order_id, fn: count}}
      total:     {type: "decimal(12, 2)", rollup: {of: lines.amount, by: order_id, fn: sum}}
      dearest:   {type: "decimal(9, 2)", rollup: {of: lines.amount, by: order_id, fn: max}}
      cents_sum: {rollup: {of: lines.cents, by: order_id, fn: sum}, transient: true}
      cents:     {expr: "cents_sum ?? 0"}
  lines:
    per: {parent: orders, key: id, as: order_id, count: {oneof: {0: 1, 1: 3, 2: 3, 5: 2}}}
    columns:
      place:  {seq: {start: 10, step: 10}, each: order_id}
      amount: {type: "decimal(9, 2)", lognormal: {mean: 3, stddev: 1}}
      cents:  {int: [1, 900]}
  history:
    per: {parent: orders, key: id, as: order_id, count: {states: status}}
    columns:
      status:
        states: {start: created, next: {created: {paid: 8, canceled: 2}, paid: {shipped: 9, refunded: 1}}}
        each: order_id
      gap: {int: [60, 90000], transient: true}
      at:
        running: {of: {expr: "$sibling == 0 ? 0 : gap"}, unit: 1s, start: {lookup: {via: order_id, column: placed}}}
        each: order_id
  accounts: {rows: 30, columns: {number: {seq: 100}}}
  entries:
    per: {parent: accounts, key: number, as: account, count: [9, 20]}
    columns:
      amount:  {type: "decimal(12, 2)", normal: {mean: 0, stddev: 100}}
      balance: {running: {of: {expr: amount}, start: 500}, each: account}
  statement:
    rows: 200
    columns:
      paid_out: {float: [1, 9], null: 0.4}
      paid_in:  {float: [1, 9], null: 0.4}
      balance:  {running: {of: {expr: "(paid_in ?? 0) - (paid_out ?? 0)"}, start: {pin: 100.5}}}
`

// TestRowsThatKnowEachOtherAreFound infers from such rows, and again from the data that the inferred fixture generates.
func TestRowsThatKnowEachOtherAreFound(t *testing.T) {
	given := tables(t, open(t, seriesData))
	for range 2 {
		text := infer(t, Options{}, given...)
		for _, want := range []string{
			"lines: {rollup: {of: lines, by: order_id, fn: count}", "{rollup: {of: lines.amount, by: order_id, fn: sum}",
			"dearest: {rollup: {of: lines.amount, by: order_id, fn: max}", `cents: {expr: "cents_sum ?? 0"`,
			"place: {seq: {start: 10, step: 10}, each: order_id", "count: {states: status}", "status: {states: {start: ",
			`at: {running: {of: {expr: "$sibling == 0 ? 0 : at_gap"}, start: {lookup: {via: order_id, column: placed}}`,
			"balance: {running: {of: {expr: amount}, start: 500}, each: account",
			`{running: {of: {expr: "(paid_in ?? 0) - (paid_out ?? 0)"}`,
		} {
			if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
				t.Errorf("no %s in\n%s", want, text)
			}
		}
		for _, word := range []string{"created", "paid:", "canceled", "shipped", "refunded"} {
			if _, states, _ := strings.Cut(text, "states: {start"); strings.Contains(states, word) {
				t.Errorf("%s is in\n%s", word, text)
			}
		}
		given = tables(t, open(t, text))
	}
}

// TestNoSeriesIsChance has rows that know each other almost: a total that is wrong once, a state that comes back, a
// time that goes back, a balance that is corrected.
func TestNoSeriesIsChance(t *testing.T) {
	text := infer(t, Options{}, tables(t, open(t, `version: 1
seed: 5
datasets:
  orders:
    rows: 300
    columns:
      id:    {seq: 1}
      sum:   {rollup: {of: lines.amount, by: order_id, fn: sum}, transient: true}
      total: {expr: "(sum ?? 0) + (id == 250 ? 1 : 0)"}
  lines:
    per: {parent: orders, key: id, as: order_id, count: [1, 5]}
    columns:
      amount: {int: [1, 90]}
      place:  {expr: "$sibling == 2 && order_id == 120 ? 9 : $sibling * 10"}
  history:
    per: {parent: orders, key: id, as: order_id, count: 4}
    columns:
      status: {oneof: [open, waiting, closed]}
      at:     {type: "timestamp[us]", between: [2026-01-01T00:00:00, 2026-03-01T00:00:00]}
  entries:
    rows: 300
    columns:
      amount:  {int: [-90, 90]}
      sum:     {running: {of: {expr: amount}}, transient: true}
      balance: {expr: "sum + ($index > 200 ? 7 : 0)"}
`))...)
	for _, wrong := range []string{"rollup", "states:", "running", "each:", "$sibling"} {
		if strings.Contains(text, wrong) {
			t.Errorf("%s is in\n%s", wrong, text)
		}
	}
}
