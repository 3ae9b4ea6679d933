package tablediff

import (
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtest"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

const degrees = `# assay 1
# order keyed id
# field id int64 not null
# field at extension<"rapid.extension, 1", float64, "degrees">
# field both list<extension<"rapid.extension, 1", float64, "degrees">>
id,at,both
1,0.5,[0.5,null]
2,null,null
3,NaN,["NaN"]
`

// extended returns the columns of a golden in extension types that a program has.
func extended(f *goldenfile.File, data string) *goldenfile.File {
	of := func(dt arrow.DataType) arrow.DataType { return arrowtest.NewExtension(dt, data) }
	fields := f.Table.Schema().Fields()
	fields[1].Type = of(arrow.PrimitiveTypes.Float64)
	fields[2].Type = arrow.ListOf(fields[1].Type)
	at := array.NewExtensionArrayWithStorage(fields[1].Type.(arrow.ExtensionType),
		f.Table.Column(1).(array.ExtensionArray).Storage())
	both := f.Table.Column(2).(*array.List)
	values := array.NewExtensionArrayWithStorage(fields[1].Type.(arrow.ExtensionType),
		both.ListValues().(array.ExtensionArray).Storage())
	list := array.NewListData(array.NewData(fields[2].Type, both.Len(), both.Data().Buffers(),
		[]arrow.ArrayData{values.Data()}, both.NullN(), 0))
	columns := []arrow.Array{f.Table.Column(0), at, list}
	return &goldenfile.File{Order: f.Order, Key: f.Key, Table: array.NewRecord(arrow.NewSchema(fields, nil), columns,
		f.Table.NumRows())}
}

func TestAnExtensionTypeIsComparedByItsNameAndData(t *testing.T) {
	old := parse(t, degrees)
	new := extended(old, "degrees")
	text, err := goldenfile.Encode(new)
	if err != nil || string(text) != degrees {
		t.Fatalf("%v\n%s", err, text)
	}
	if r, err := Compare(old, new, Options{}); err != nil || !r.Equal() || len(r.Columns) > 0 {
		t.Errorf("%v, %v", r, err)
	}
	r, err := Compare(old, extended(old, "radians"), Options{})
	if err != nil || len(r.Columns) != 2 || !r.Columns[0].Retyped || r.Columns[0].Cells > 0 ||
		r.Columns[0].NewType != `extension<"rapid.extension, 1", float64, "radians">` {
		t.Errorf("%+v, %v", r.Columns, err)
	}
	r, err = Compare(parse(t, strings.Replace(degrees, "1,0.5,", "1,0.25,", 1)), new, Options{})
	if err != nil || r.Rows.Changed != 1 || r.Changes[0].Cells[0] != (report.Cell{
		Column: "at", Old: "0.25",
		New: "0.5", Class: report.CellValue,
	}) {
		t.Errorf("%+v, %v", r.Changes, err)
	}
}

func TestAnExtensionTypeDriftsWithinATolerance(t *testing.T) {
	old, new := parse(t, strings.Replace(degrees, "1,0.5,[0.5,", "1,0.5625,[0.5625,", 1)), extended(parse(t, degrees),
		"degrees")
	o := Options{Key: []string{"id"}, Tolerances: []cells.Tolerance{{Abs: 0.1}}}
	if r, err := Compare(old, new, o); err != nil || !r.Equal() || len(r.Columns) != 2 {
		t.Errorf("%v, %v", r, err)
	}
	kept, err := KeepDrifted(old, new, o)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := goldenfile.Encode(kept); err != nil || !strings.Contains(string(text), "1,0.5625,[0.5625,null]") {
		t.Errorf("%v\n%s", err, text)
	}
}
