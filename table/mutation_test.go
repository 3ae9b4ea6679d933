package table

import (
	"math"
	"math/big"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/structcodec"
)

func recipients(t *testing.T) (map[string]arrow.Record, []sliceField) {
	t.Helper()
	rec, err := structcodec.Encode([]recipient{
		{RecipientID: 1, Lift: math.NaN(), Tags: []string{"a", "b"}, Home: &address{"Main", "94107"}},
		{RecipientID: 2, Address: address{"Elm", ""}, Tags: []string{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	inputs := []sliceField{{dataset: "recipients", typ: reflect.TypeFor[[]recipient]()}}
	return map[string]arrow.Record{"recipients": rec}, inputs
}

func TestAChangedRowIsNamed(t *testing.T) {
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
		same := snapshotRows(in)
		change(in[0].Interface().([]recipient))
		if same() {
			t.Errorf("a snapshot of rows with slices says that they are certainly the same (want %q)", want)
		}
		before, err := decode(inputs, recs)
		if err != nil {
			t.Fatal(err)
		}
		if got := mutatedCell([]string{"recipients"}, before, in); got != want {
			t.Errorf("got %q; want %q", got, want)
		}
	}
}

func TestAChangedBufferIsNamed(t *testing.T) {
	recs, _ := recipients(t)
	seals := checksumDatasets([]string{"recipients"}, recs)
	if got := mutatedColumn(seals); got != "" {
		t.Errorf("got %q before anything is written", got)
	}
	recs["recipients"].Column(0).(*array.Int64).Int64Values()[1] = 7
	if got, want := mutatedColumn(seals), "recipients.recipient_id"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	recs, _ = recipients(t)
	seals = checksumDatasets([]string{"recipients"}, recs)
	tags := recs["recipients"].Column(3).(*array.List).ListValues().(*array.String)
	tags.ValueBytes()[0] = 'z'
	if got, want := mutatedColumn(seals), "recipients.tags"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAChangedRecordOfAStreamIsFoundLaterToo(t *testing.T) {
	recs, _ := recipients(t)
	other, _ := recipients(t)
	rec := recs["recipients"]
	inner, err := array.NewRecordReader(rec.Schema(), []arrow.Record{rec, other["recipients"]})
	if err != nil {
		t.Fatal(err)
	}
	r := &checkedReader{RecordReader: inner, dataset: "recipients"}
	if !r.Next() || r.mutated() != "" {
		t.Fatalf("the first record is broken at %q", r.mutated())
	}
	r.Record().Column(0).(*array.Int64).Int64Values()[0] = 7
	if !r.Next() {
		t.Fatal("no second record")
	}
	if got, want := r.mutated(), "recipients.recipient_id"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if r.Next() {
		t.Error("a third record")
	}
}

func TestCellsAreTheSameIfTheyAreOfTheSameValue(t *testing.T) {
	type stop struct {
		Name string
		Next *stop `assay:"-"`
	}
	one, other := 1, 1
	circle := &stop{Name: "a"}
	circle.Next = circle
	noon := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		x, y any
		same bool
	}{
		{math.NaN(), math.NaN(), true},
		{float32(1), float32(2), false},
		{&one, &other, true},
		{&one, (*int)(nil), false},
		{noon, noon.In(time.FixedZone("", 3600)), true},
		{noon, noon.Add(1), false},
		{*big.NewInt(7), *big.NewInt(7), true},
		{big.NewRat(1, 2), big.NewRat(1, 3), false},
		{[]string(nil), []string{}, false},
		{[2]int{1, 2}, [2]int{1, 3}, false},
		{map[string]float64{"a": math.NaN()}, map[string]float64{"a": math.NaN()}, true},
		{map[string]int{"a": 1}, map[string]int{"b": 1}, false},
		{[]any{1, "a"}, []any{1, 2}, false},
		{*circle, stop{Name: "a"}, true}, // Next is not a column
		{circle, &stop{Name: "b"}, false},
	} {
		if got := sameValue(reflect.ValueOf(test.x), reflect.ValueOf(test.y)); got != test.same {
			t.Errorf("%v and %v are the same: %v, want %v", test.x, test.y, got, test.same)
		}
	}
}
