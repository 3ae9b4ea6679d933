package table

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/google/go-cmp/cmp"

	"github.com/assay-go/assay/internal/structcodec"
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
	cache      []order //nolint:unused // a field that reflection must pass over
}

func TestAnInputStructNamesItsDatasets(t *testing.T) {
	inputs, err := slicesOf(reflect.TypeFor[shop](), "the input")
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

func TestAnInputStructThatIsNoneIsSaid(t *testing.T) {
	for want, typ := range map[string]reflect.Type{
		"[]table.order is not a struct: the input is a struct with a slice of rows for each dataset": reflect.TypeFor[[]order](),
		"struct { Orders int }.Orders is int: a field of the input is a slice of rows":               reflect.TypeFor[struct{ Orders int }](),
		"struct { orders []table.order } has no exported field":                                      reflect.TypeFor[struct{ orders []order }](),
		`.Orders and struct { Orders []table.order; Other []table.order "assay:\"orders\"" }.Other are both dataset "orders"`: reflect.TypeFor[struct {
			Orders []order
			Other  []order `assay:"orders"`
		}](),
	} {
		if _, err := slicesOf(typ, "the input"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestAFieldWithoutADatasetIsSaidWithBothLists(t *testing.T) {
	inputs, err := slicesOf(reflect.TypeFor[shop](), "the input")
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
	err = unknownDatasets([]input{{dataset: "x"}}, []string{"order"})
	if err == nil || err.Error() != "the fixture has no dataset \"x\"\n  datasets: order" {
		t.Errorf("got %v", err)
	}
}

func TestWhatHasNoFieldIsNotRead(t *testing.T) {
	want := []string{"recipient_id", "address.street", "address.zip", "lift", "tags", "home.street", "home.zip"}
	if d := cmp.Diff(want, paths(reflect.TypeFor[*recipient](), "")); d != "" {
		t.Error(d)
	}
	for _, c := range []struct {
		r    read
		path string
		want bool
	}{
		{read{"recipients", "address.zip"}, "address.zip", true},
		{read{"recipients", "address.zip"}, "address", true},       // a struct that is generated whole
		{read{"recipients", "address"}, "address.zip", true},       // a field that holds it whole
		{read{"recipients", "address.zip"}, "address.city", false}, //
		{read{"recipients", "address"}, "address_id", false},
		{read{"recipients", ""}, "anything", true},
		{read{"orders", "address"}, "address", false},
	} {
		if got := c.r.covers("recipients", c.path); got != c.want {
			t.Errorf("%v covers recipients.%s: %v", c.r, c.path, got)
		}
	}
}

func recipients(t *testing.T) (map[string]arrow.Record, []input) {
	t.Helper()
	rec, err := structcodec.Encode([]recipient{
		{RecipientID: 1, Lift: math.NaN(), Tags: []string{"a", "b"}, Home: &address{"Main", "94107"}},
		{RecipientID: 2, Address: address{"Elm", ""}, Tags: []string{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]arrow.Record{"recipients": rec}, []input{{dataset: "recipients", typ: reflect.TypeFor[[]recipient]()}}
}

func TestARowThatIsWrittenToIsNamed(t *testing.T) {
	for want, change := range map[string]func(rs []recipient){
		"":                           func([]recipient) {},
		"recipients[1].recipient_id": func(rs []recipient) { rs[1].RecipientID = 3 },
		"recipients[0].recipient_id": func(rs []recipient) { slices.Reverse(rs) },
		"recipients[1].address":      func(rs []recipient) { rs[1].Address.Zip = "1" },
		"recipients[0].tags":         func(rs []recipient) { rs[0].Tags[1] = "c" },
		"recipients[0].home":         func(rs []recipient) { rs[0].Home.Zip = "1" },
		"recipients[0].lift":         func(rs []recipient) { rs[0].Lift = 0 },
	} {
		recs, inputs := recipients(t)
		in, err := decode(inputs, recs)
		if err != nil {
			t.Fatal(err)
		}
		same := snap(in)
		change(in[0].Interface().([]recipient))
		if same() {
			t.Errorf("a snapshot of rows with slices says that they are certainly the same (want %q)", want)
		}
		got, err := changedRow(inputs, in, recs)
		if err != nil || got != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
}

func TestABufferThatIsWrittenToIsNamed(t *testing.T) {
	recs, _ := recipients(t)
	seals := sealAll([]string{"recipients"}, recs)
	if got := brokenSeal(seals); got != "" {
		t.Errorf("got %q before anything is written", got)
	}
	recs["recipients"].Column(0).(*array.Int64).Int64Values()[1] = 7
	if got, want := brokenSeal(seals), "recipients.recipient_id"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	recs, _ = recipients(t)
	seals = sealAll([]string{"recipients"}, recs)
	tags := recs["recipients"].Column(3).(*array.List).ListValues().(*array.String)
	tags.ValueBytes()[0] = 'z'
	if got, want := brokenSeal(seals), "recipients.tags"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAStreamThatIsWrittenToIsNoticedAlsoLater(t *testing.T) {
	recs, _ := recipients(t)
	other, _ := recipients(t)
	rec := recs["recipients"]
	inner, err := array.NewRecordReader(rec.Schema(), []arrow.Record{rec, other["recipients"]})
	if err != nil {
		t.Fatal(err)
	}
	r := &sealedReader{RecordReader: inner, dataset: "recipients"}
	if !r.Next() || r.broken() != "" {
		t.Fatalf("the first record is broken at %q", r.broken())
	}
	r.Record().Column(0).(*array.Int64).Int64Values()[0] = 7
	if !r.Next() {
		t.Fatal("no second record")
	}
	if got, want := r.broken(), "recipients.recipient_id"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if r.Next() {
		t.Error("a third record")
	}
}
