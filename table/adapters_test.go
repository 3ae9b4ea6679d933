package table_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
)

// orderIDs returns a table with the column order_id.
func orderIDs(tables map[string]arrow.Table) (arrow.Table, error) {
	orders, ok := tables["orders"]
	if !ok {
		return nil, errors.New("no orders")
	}
	at := orders.Schema().FieldIndices("order_id")
	return array.NewTable(arrow.NewSchema([]arrow.Field{orders.Schema().Field(at[0])}, nil),
		[]arrow.Column{*orders.Column(at[0])}, orders.NumRows()), nil
}

// aliveness returns an error unless ctx is the context of a running test: not done, and with a deadline before that of
// the test, if test is not zero.
func aliveness(ctx context.Context, test time.Time) error {
	if deadline, ok := ctx.Deadline(); ok == test.IsZero() || ok && !deadline.Before(test) {
		return fmt.Errorf("the context's deadline is %v, the test's %v", deadline, test)
	}
	return ctx.Err()
}

func TestEveryShapeOfFunctionIsATransform(t *testing.T) {
	fx := fixtures.Load(t, "testdata/shop.yaml")
	end, _ := t.Deadline()
	type lean struct {
		Orders []struct{ OrderID, CampaignID int }
	}
	first := func(in lean) int { return in.Orders[0].OrderID }
	for name, tr := range map[string]table.Transform{
		"Arrow": table.Arrow(orderIDs),
		"ArrowContext": table.ArrowContext(func(ctx context.Context, in map[string]arrow.Table) (arrow.Table, error) {
			out, err := orderIDs(in)
			return out, errors.Join(err, aliveness(ctx, end))
		}),
		"Rows": table.Rows("orders", func(in []struct{ OrderID int }) ([]struct{ Doubled int }, error) {
			var out []struct{ Doubled int }
			for _, o := range in {
				out = append(out, struct{ Doubled int }{2 * o.OrderID})
			}
			return out, nil
		}),
		"RowsContext": table.RowsContext("orders",
			func(ctx context.Context, in []struct{ OrderID int }) ([]struct{ N int }, error) {
				return []struct{ N int }{{len(in)}}, aliveness(ctx, end)
			}),
		"Inputs": table.Inputs(counted),
		"InputsContext": table.InputsContext(func(ctx context.Context, in lean) ([]struct{ First int }, error) {
			return []struct{ First int }{{first(in)}}, aliveness(ctx, end)
		}),
		"Value": table.Value(func(in lean) (map[string]int, error) { return map[string]int{"first": first(in)}, nil }),
		"ValueContext": table.ValueContext(func(ctx context.Context, in lean) (int, error) {
			return first(in), aliveness(ctx, end)
		}),
		"Stream": table.Stream(func(in map[string]array.RecordReader) (array.RecordReader, error) {
			return ids{in["orders"]}, nil
		}),
		"StreamContext": table.StreamContext(
			func(ctx context.Context, in map[string]array.RecordReader) (array.RecordReader, error) {
				return ids{in["visits"]}, aliveness(ctx, end)
			}),
	} {
		t.Run(name, func(t *testing.T) {
			table.Run(t, fx, tr, table.Case{Name: "case", Uses: []string{"visits.campaign_id"}})
		})
	}
}

// ids streams the first column of the records of another stream.
type ids struct{ array.RecordReader }

func (r ids) Schema() *arrow.Schema {
	return arrow.NewSchema(r.RecordReader.Schema().Fields()[1:2], nil)
}

func (r ids) Record() arrow.Record {
	rec := r.RecordReader.Record()
	return array.NewRecord(r.Schema(), rec.Columns()[1:2], rec.NumRows())
}

func TestAPinnedClockHasNoDeadline(t *testing.T) {
	table.Run(t, fixtures.Load(t, "testdata/shop.yaml"),
		table.ValueContext(func(ctx context.Context, in struct{ Orders []struct{ OrderID int } }) (time.Time, error) {
			err := aliveness(ctx, time.Time{})
			time.Sleep(48 * time.Hour)
			return time.Now().UTC(), err
		}),
		table.Case{Name: "two days later", Now: time.Date(2026, 2, 27, 12, 0, 0, 0, time.UTC)})
}
