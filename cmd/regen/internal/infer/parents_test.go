package infer

import (
	"context"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
)

// TestParentsAreEarlierRows infers trees: of employees by number, and of stations by code. In the fixture's data, each
// parent is the key of an earlier row.
func TestParentsAreEarlierRows(t *testing.T) {
	given := `version: 1
datasets:
  employees:
    rows: 200
    columns:
      id: {seq: 100}
      at: {float: [0, 1], transient: true}
      manager_id: {expr: "id == 100 ? nil : 100 + int(floor(at * (id - 100)))", type: int64}
  stops:
    rows: 200
    columns:
      n: {seq: 1, transient: true}
      stop_id: {expr: 'format("S%03d", n)'}
      at: {float: [0, 1], transient: true}
      parent_station: {expr: 'n == 1 ? nil : format("S%03d", 1 + int(floor(at * (n - 1))))', null: 0.3}
`
	text := infer(t, Options{}, tables(t, open(t, given))...)
	for _, table := range tables(t, open(t, text)) {
		err := table.Each(context.Background(), func(rec arrow.Record) error {
			id, err := arrowtext.NewFormatter(rec.Column(0))
			if err != nil {
				return err
			}
			parent, err := arrowtext.NewFormatter(rec.Column(1))
			if err != nil {
				return err
			}
			null := arrowtext.Nulls(rec.Column(1))
			seen, parents := map[string]bool{}, map[string]bool{}
			for row := range int(rec.NumRows()) {
				if !null(row) {
					p := string(parent(nil, row))
					parents[p] = true
					if !seen[p] {
						t.Fatalf("%s: row %d has the parent %s, which is no earlier row, in\n%s", table.Name, row, p, text)
					}
				}
				seen[string(id(nil, row))] = true
			}
			if len(parents) < 50 {
				t.Errorf("%s: %d parents in\n%s", table.Name, len(parents), text)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestKeysOfStagedDatasetsAreFound(t *testing.T) {
	given := `version: 1
datasets:
  raw_orders: {rows: 99, columns: {id: {seq: 1}}}
  raw_payments: {rows: 113, columns: {id: {seq: 1}, order_id: {ref: raw_orders.id}}}
  stg_refunds: {rows: 40, columns: {refund_id: {seq: 1}, payment_id: {ref: raw_payments.id}}}
`
	text := infer(t, Options{}, tables(t, open(t, given))...)
	for _, want := range []string{"order_id: {ref: raw_orders.id", "payment_id: {ref: raw_payments.id"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}
