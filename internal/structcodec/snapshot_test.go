package structcodec_test

import (
	"math/big"
	"reflect"
	"testing"
	"time"

	"github.com/assay-go/assay/internal/structcodec"
)

type place struct {
	Zip    string
	Seen   time.Time
	Lat    [2]float64
	hidden int
}

type visit struct {
	place
	ID   int
	Note *string
	Home *place
}

func visits() []visit {
	note := "a"
	return []visit{
		{ID: 1, Note: &note, Home: &place{Zip: "94107", Lat: [2]float64{1, 2}}},
		{place: place{Zip: "1", Seen: time.Unix(1, 0).UTC()}, ID: 2},
	}
}

func TestASnapshotSeesWhatIsWritten(t *testing.T) {
	for what, change := range map[string]func([]visit){
		"a number":               func(v []visit) { v[1].ID = 3 },
		"an embedded text":       func(v []visit) { v[1].Zip = "2" },
		"a hidden field":         func(v []visit) { v[1].hidden = 2 },
		"a time":                 func(v []visit) { v[1].Seen = v[1].Seen.Add(1) },
		"a pointer":              func(v []visit) { v[0].Note = nil },
		"a pointer that was nil": func(v []visit) { v[1].Note = v[0].Note },
		"what a pointer has":     func(v []visit) { *v[0].Note = "b" },
		"a field behind one":     func(v []visit) { v[0].Home.Lat[1] = 3 },
		"the order":              func(v []visit) { v[0], v[1] = v[1], v[0] },
	} {
		in := visits()
		s, ok := structcodec.Snap(reflect.ValueOf(in))
		if !ok || !s.Same(reflect.ValueOf(in)) {
			t.Fatalf("a snapshot is taken: %v, and what it is of is another", ok)
		}
		change(in)
		if s.Same(reflect.ValueOf(in)) {
			t.Errorf("%s is written, and the snapshot says that nothing was", what)
		}
	}
}

func TestASnapshotOfPointersToRows(t *testing.T) {
	in := []*place{{Zip: "1"}, {Zip: "2"}}
	s, ok := structcodec.Snap(reflect.ValueOf(in))
	if !ok || !s.Same(reflect.ValueOf(in)) {
		t.Fatalf("a snapshot is taken: %v, and what it is of is another", ok)
	}
	if in[1].Zip = "3"; s.Same(reflect.ValueOf(in)) {
		t.Error("a row is written, and the snapshot says that nothing was")
	}
}

// A category is a row that points to its like, outside of its columns.
type category struct {
	ID     int
	Parent *category `assay:"-"`
}

func TestNoSnapshotOfWhatIsNotItsBytes(t *testing.T) {
	for _, in := range []any{
		[]struct{ Tags []string }{},
		[]struct{ ByKey map[string]int }{},
		[]struct{ Any any }{},
		[]struct{ Far **int }{},
		[]struct{ At *big.Int }{},
		[]struct{ Amount big.Rat }{},
		[]struct{ At *[1]*int }{},
		[]*visit{},
		[]category{},
		[]struct{ parent *category }{},
	} {
		if _, ok := structcodec.Snap(reflect.ValueOf(in)); ok {
			t.Errorf("a snapshot of %T is taken", in)
		}
	}
}
