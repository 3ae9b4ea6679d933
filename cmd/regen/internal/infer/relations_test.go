package infer

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
)

// shopData has columns that depend on each other in most of the ways that infer finds.
const shopData = `version: 1
seed: 3
datasets:
  places:
    rows: 90
    columns:
      zip:  {fake: {name: regex, str: "[0-9]{5}"}}
      city: {oneof: [Berlin, Munich, Hamburg, Cologne, Leipzig]}
  customers:
    rows: 400
    columns:
      id:        {seq: 100}
      zip:       {ref: places.zip}
      city:      {lookup: {via: zip, column: city}}
      plan:      {oneof: {free: 70, team: 20, enterprise: 10}}
      price:     {expr: 'plan == "free" ? 0 : plan == "team" ? 49 : 990', type: int64}
  raw_orders:
    per: {parent: customers, key: id, as: customer_id, count: {oneof: {0: 40, 1: 30, 2: 10, 9: 20}}}
    columns:
      id:         {seq: 1}
      number:     {seq: {start: 1, format: "ORD-%05d"}}
      placed_at:  {type: "timestamp[us]", between: [2024-01-01, 2025-01-01]}
      hours:      {int: [1, 90], transient: true}
      shipped_at: {expr: 'placed_at + hours * duration("1h")', null: 0.2}
      quantity:   {int: [1, 9]}
      cents:      {int: [99, 9999], transient: true}
      unit_price: {expr: cents / 100}
      net:        {expr: "round(quantity * unit_price, 2)"}
      tax:        {expr: "round(net * 0.19, 2)"}
      shipping:   {oneof: [0.0, 4.9]}
      total:      {expr: "round(net + tax + shipping, 2)"}
      discount:   {float: [0, 5]}
      due:        {expr: total - discount}
  stg_lines:
    per: {parent: raw_orders, key: id, as: order_id, count: [1, 5]}
    columns:
      line_no: {expr: $sibling + 1}
      amount:  {type: "decimal(12, 2)", float: [1, 90]}
      points:  {expr: amount * 2, type: "decimal(12, 2)"}
`

func TestRelationsAreFound(t *testing.T) {
	given := tables(t, open(t, shopData))
	text := infer(t, Options{}, given...)
	for _, want := range []string{
		"zip: {ref: places.zip", "city: {lookup: {via: zip, column: city}}",
		"plan: {ref: customers_plan.plan, weight: weight}", "price: {lookup: {via: plan, column: price}}",
		"per: {parent: customers, key: id, as: customer_id, count: {oneof: {0: 3", `number: {seq: {start: 1, format: "ORD-%05d"}}`,
		`shipped_at: {expr: "placed_at + shipped_at_after * duration(\"1h\")"`, `net: {expr: "round(quantity * unit_price, 2)"`,
		`tax: {expr: "round(net * 0.19, 2)"`, `total: {expr: "round(net + tax + shipping, 2)"`, `due: {expr: "total - discount"`,
		"per: {parent: raw_orders, key: id, as: order_id, count: {oneof: {1: ", "line_no: {expr: $sibling + 1,",
		`points: {expr: "amount * 2.0"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
	// The children of each parent are distributed as in the data.
	was, is := childrenOf(t, shopData, "raw_orders", "customer_id"), childrenOf(t, text, "raw_orders", "customer_id")
	for n := range 10 {
		if math.Abs(was[n]-is[n]) > 0.06*400 {
			t.Errorf("%v parents of 400 have %d children, want about %v", is[n], n, was[n])
		}
	}
}

// childrenOf returns how many values occur how often in a column.
func childrenOf(t *testing.T, text, dataset, column string) map[int]float64 {
	t.Helper()
	for _, table := range tables(t, open(t, text)) {
		if table.Name != dataset {
			continue
		}
		p := profile.New(table.Schema)
		if err := table.Each(t.Context(), p.Add); err != nil {
			t.Fatal(err)
		}
		for _, c := range p.Columns {
			if c.Name == column {
				out := map[int]float64{}
				for _, n := range c.Counts() {
					out[int(n)]++
				}
				return out
			}
		}
	}
	t.Fatalf("no column %s.%s", dataset, column)
	return nil
}

// TestNoRelationIsChance has columns that depend on none.
func TestNoRelationIsChance(t *testing.T) {
	for rows := 13; rows < 4000; rows *= 3 {
		text := infer(t, Options{}, tables(t, open(t, fmt.Sprintf(`version: 1
seed: %d
datasets:
  d:
    rows: %[1]d
    columns:
      a: {int: [0, 9]}
      b: {int: [0, 9]}
      c: {int: [0, 40]}
      x: {float: [0, 1]}
      s: {between: [2024-01-01, 2024-03-01]}
      e: {between: [2024-01-01, 2024-03-01]}
      t: {oneof: [a, b, c]}
      u: {oneof: [x, y]}
`, rows)))...)
		for _, wrong := range []string{"lookup", "_after", "a +", "b +", "a *", "b *", " - ", "c -"} {
			if strings.Contains(text, wrong) {
				t.Errorf("%d rows: %s is in\n%s", rows, wrong, text)
			}
		}
	}
}

func TestFewWordsKeepWhatFollowsFromThem(t *testing.T) {
	given := `version: 1
datasets:
  d:
    rows: 300
    columns:
      code: {oneof: {DE: 60, FR: 30, IT: 10}}
      name: {expr: 'code == "DE" ? "Germany" : code == "FR" ? "France" : "Italy"'}
`
	text := infer(t, Options{Samples: true}, tables(t, open(t, given))...)
	for _, want := range []string{"code: {cycle: [DE, FR, IT]}", "name: {cycle: [Germany, France, Italy]}"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	text = infer(t, Options{}, tables(t, open(t, given))...)
	if strings.Contains(text, "DE") || strings.Contains(text, "Germany") || !strings.Contains(text, "name: {cycle: [") {
		t.Errorf("got\n%s", text)
	}
	open(t, text)
}

func TestTextsOfTextsAreFound(t *testing.T) {
	given := `version: 1
datasets:
  d:
    rows: 300
    columns:
      id:     {seq: 20}
      first:  {fake: first_name}
      last:   {fake: last_name}
      no:     {int: [1, 999]}
      email:  {expr: 'lower(first) + "." + lower(last) + string(no) + "@corp.de"'}
      host:   {oneof: [alpha.net, beta.org, gamma.com]}
      login:  {expr: 'lower(substring(first, 0, 1)) + lower(last) + "@" + host'}
      ticket: {expr: 'format("SUP-%06d", id)'}
      label:  {expr: 'upper(last) + " / " + first + string(no)', null: 0.2}
      note:   {fake: sentence}
`
	text := infer(t, Options{}, tables(t, open(t, given))...)
	for _, want := range []string{
		`email: {expr: "lower(first) + \".\" + lower(last) + string(no) + \"@example.com\""`,
		`label: {expr: "upper(last) + \" / \" + first + string(no)", type: utf8, null: 0.`, `format: "SUP-%06d"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if strings.Contains(text, "corp") || strings.Contains(text, "gamma") {
		t.Errorf("a word of the data is in\n%s", text)
	}
	open(t, text)
}
