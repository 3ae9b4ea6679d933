package table

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type address struct{ Street, Zip string }

type recipient struct {
	RecipientID int
	Address     address
	Lift        float64
	Tags        []string
	Home        *address
}

type order struct {
	OrderID string
	Total   float64
}

type shop struct {
	Recipients []recipient
	Bought     []order `assay:"orders"`
	Refunds    []order `assay:"-"`
	cache      []order //nolint:unused // reflection must skip it
}

func TestAnInputStructNamesItsDatasets(t *testing.T) {
	inputs, err := sliceFields(reflect.TypeFor[shop](), "the input")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, in := range inputs {
		got = append(got, in.dataset+" "+in.field)
	}
	want := []string{"recipients table.shop.Recipients", "orders table.shop.Bought"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestAnInputThatIsNotAStructOfSlicesIsAnError(t *testing.T) {
	for want, typ := range map[string]reflect.Type{
		"[]table.order is not a struct: the input has to be a struct with a slice": reflect.TypeFor[[]order](),
		"struct { Orders int }.Orders is int, not a slice of rows":                 reflect.TypeFor[struct{ Orders int }](),
		".order } has no exported field":                                           reflect.TypeFor[struct{ orders []order }](),
		`}.Other are both dataset "orders"`: reflect.TypeFor[struct {
			Orders []order
			Other  []order `assay:"orders"`
		}](),
	} {
		if _, err := sliceFields(typ, "the input"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestAFieldWithoutADatasetIsReportedWithBothLists(t *testing.T) {
	inputs, err := sliceFields(reflect.TypeFor[shop](), "the input")
	if err != nil {
		t.Fatal(err)
	}
	err = unknownDatasets(inputs, []string{"order", "recipients", "refunds"})
	want := `field table.shop.Bought: the fixture has no dataset "orders" (did you mean "order"?)
  datasets: order, recipients, refunds
  fields:   recipients, orders
  name the dataset in the field's tag, as in ` + "`assay:\"dataset\"`, or leave the field out with `assay:\"-\"`"
	if err == nil {
		t.Fatal("no error")
	}
	if d := cmp.Diff(want, err.Error()); d != "" {
		t.Error(d)
	}
	err = unknownDatasets([]sliceField{{dataset: "x"}}, []string{"order"})
	if err == nil || err.Error() != "the fixture has no dataset \"x\"\n  datasets: order" {
		t.Errorf("got %v", err)
	}
}

func TestAColumnWithoutAFieldIsNotRead(t *testing.T) {
	want := []string{"recipient_id", "address.street", "address.zip", "lift", "tags", "home.street", "home.zip"}
	if d := cmp.Diff(want, columnPaths(reflect.TypeFor[*recipient](), "")); d != "" {
		t.Error(d)
	}
	for _, c := range []struct {
		r    columnRead
		path string
		want bool
	}{
		{columnRead{"recipients", "address.zip"}, "address.zip", true},
		{columnRead{"recipients", "address.zip"}, "address", true},       // a struct that is generated whole
		{columnRead{"recipients", "address"}, "address.zip", true},       // a field that holds it whole
		{columnRead{"recipients", "address.zip"}, "address.city", false}, //
		{columnRead{"recipients", "address"}, "address_id", false},
		{columnRead{"recipients", ""}, "anything", true},
		{columnRead{"orders", "address"}, "address", false},
	} {
		if got := c.r.covers("recipients", c.path); got != c.want {
			t.Errorf("%v covers recipients.%s: %v", c.r, c.path, got)
		}
	}
}
