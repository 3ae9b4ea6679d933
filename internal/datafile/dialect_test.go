package datafile

import (
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
)

// table reads a CSV file both ways and returns its types and cells, or its error.
func table(t *testing.T, text string, o Options) string {
	t.Helper()
	whole, batches := bothWays(t, "a.csv", text, o)
	if whole != batches {
		t.Errorf("%q: got %s\nand in batches %s", text, whole, batches)
	}
	return whole
}

func TestADialectIsRead(t *testing.T) {
	for _, test := range []struct {
		text string
		csv  Dialect
		want []string // in the types and cells
	}{
		{"a^b\n1^x\n", Dialect{Delimiter: "^"}, []string{"a: type=int64", "b: type=utf8", "[1 x]"}},
		{"a¦b\n¦\"\"\n", Dialect{Delimiter: "¦"}, []string{"[null ]"}},
		{"a;b\t\"c\"\n1\t2\n", Dialect{Delimiter: `\t`}, []string{"a;b: type=int64", "c: type=int64"}},
		{"a,b;c\n1,2\n", Dialect{Delimiter: ","}, []string{"b;c: type=int64"}},
		{"1;x\n2;y\n", Dialect{NoHeader: true}, []string{"column_1: type=int64", "column_2: type=utf8", "[1 2 x y]"}},
		{"1;x\n", Dialect{Header: []string{"id", "name"}}, []string{"id: type=int64", "name: type=utf8", "[1 x]"}},
		{"a,b\nNA,-\n1,\n", Dialect{Nulls: []string{"NA", "-"}}, []string{"a: type=int64", "[null 1 null null]"}},
		{"a,b\n1,\"\"\n", Dialect{Nulls: []string{""}}, []string{"[1 null]"}},
		{"# by hand, 2026\na;b\n#1;2\n3;4\n", Dialect{Comment: "#"}, []string{"a: type=int64", "[3 4]"}},
		{
			"a;b;c\n1,5;1;1.234\n-0,25;2;x\n",
			Dialect{Decimal: ","},
			[]string{"a: type=float64", "b: type=int64", "c: type=utf8", "[1.5 -0.25 1 2 1.234 x]"},
		},
		{
			"a;b;c;d;e\n1.234,56;1.000;1 234;1\u00a0234\u202f5;1.00\n-12.345.678,9;20;999;2;2.5\n",
			Dialect{Decimal: ","},
			[]string{"b: type=int64", "d: type=utf8", "e: type=utf8", "[1234.56 -12345678.9 1000 20 1234 999 1\u00a0234\u202f5"},
		},
		{
			"a,b,c\n\"1,234.56\",\"1,000\",\"1,5\"\n2,3,\"0,123\"\n",
			Dialect{Decimal: "."},
			[]string{"c: type=utf8", "[1234.56 2 1000 3 1,5 0,123]"},
		},
		{"a;b;;\n1;\"\";;\n2;x\n", Dialect{}, []string{"a: type=int64", "b: type=utf8", "[1 2  x]"}},
		{"a:b\nx:y:z\n", Dialect{}, []string{"a:b: type=utf8", "[x:y:z]"}},
		{"a:b\nx:y\n", Dialect{Delimiter: ","}, []string{"a:b: type=utf8", "[x:y]"}},
		{"a;b\n1.234;x\n5.25;1,5\n", Dialect{}, []string{"a: type=float64", "b: type=utf8"}},
		{"a;b\n1.234;x\n5.678;1,5\n", Dialect{Decimal: "."}, []string{"[1.234 5.678 x 1,5]"}},
		{
			"a;b;c\n31.01.2026;1.2.2026;30.02.2026\n",
			Dialect{DateFormat: "%d.%m.%Y"},
			[]string{"a: type=date32", "b: type=date32", "c: type=utf8", "[2026-01-31 2026-02-01 30.02.2026]"},
		},
		{
			"a,b\n20260131,20260131\n20260201,1\n",
			Dialect{DateFormat: "%Y%m%d"},
			[]string{"a: type=date32", "b: type=int64", "[2026-01-31 2026-02-01 20260131 1]"},
		},
		{
			"a\n01/31/2026 06:05 PM\n",
			Dialect{DateFormat: "%m/%d/%Y %I:%M %p"},
			[]string{"timestamp[us]", "[2026-01-31T18:05:00"},
		},
		{
			"a\n31 Jan 2026 18:05:09.25 +0100\n",
			Dialect{DateFormat: "%d %b %Y %H:%M:%S.%f %z"},
			[]string{"timestamp[us, tz=UTC]", "[2026-01-31T17:05:09.25"},
		},
		{"a,b\n\xe4,\x80\n", Dialect{Encoding: "windows-1252"}, []string{"[ä €]"}},
		{"a,b\n\xe4,\xa4\n", Dialect{Encoding: "ISO-8859-15"}, []string{"[ä €]"}},
		{"\xff\xfea\x00;\x00b\x00\r\x00\n\x001\x00;\x00\xe4\x00\r\x00\n\x00", Dialect{}, []string{"a: type=int64", "[1 ä]"}},
		{"\xfe\xff\x00a\x00\n\x00\xe4\x00\n", Dialect{}, []string{"[ä]"}},
		{"\x00a\x00\n\x00\xe4\x00\n", Dialect{Encoding: "utf-16be"}, []string{"[ä]"}},
		{"\ufeffsep=|\r\na|b\r\n1|2,5\r\n", Dialect{}, []string{"a: type=int64", "[1 2,5]"}},
		{",a\n0,x\n1,y\n", Dialect{}, []string{"index: type=int64", "[0 1 x y]"}},
	} {
		got := table(t, test.text, Options{CSV: test.csv})
		for _, want := range test.want {
			if !strings.Contains(got, want) {
				t.Errorf("%q, %+v: got %s, want %s", test.text, test.csv, got, want)
			}
		}
	}
}

func TestAnEmptyTextIsNotANull(t *testing.T) {
	text := map[string]arrow.DataType{"a": arrow.BinaryTypes.String}
	for _, test := range []struct {
		text  string
		types map[string]arrow.DataType
		want  string
	}{
		{"a,b\n\"\",x\n,y\n", nil, "[ null x y]"},
		{"a,b\nx,\"\"\ny,\n", nil, "[x y  null]"},
		{"a,b\r\nx,\"\"\r\ny,\r\n", nil, "[x y  null]"},
		{"a,b\nx,\"\"", nil, "[x ]"},
		{"a\nx\n\"\"\n", nil, "[x ]"},
		{"a\nx\n\"\"", nil, "[x ]"},
		{"a,b\n1,\"\n\"\"\"\n\"\",2\n", nil, "[1 null \n\" 2]"},
		{"a,b\n1,x\n\"\",y\n", nil, "[1 null x y]"},
		{"a,b\n1,x\n\"\",y\n", text, "[1  x y]"},
		{"a,b\n" + strings.Repeat("x", 1<<17) + ",\"\"\n", nil, "x ]"},
	} {
		if got := table(t, test.text, Options{Types: test.types}); !strings.HasSuffix(got, test.want) {
			t.Errorf("%.60q: got %.300s, want %s", test.text, got, test.want)
		}
	}
}

func TestAnErrorInACSVFileSaysWhatToDo(t *testing.T) {
	types := map[string]arrow.DataType{
		"a": arrow.PrimitiveTypes.Float64, "d": arrow.FixedWidthTypes.Date32, "b": arrow.FixedWidthTypes.Boolean,
	}
	for _, test := range []struct {
		text string
		csv  Dialect
		want string
	}{
		{"a,b,c\n1,2\n", Dialect{}, `2:1: 2 fields where the header has 3: write ',' for each missing cell`},
		{"a,c\n1,2,3\n", Dialect{}, `2:1: 3 fields where the header has 2: quote a cell that contains ',', or set delimiter`},
		{"a,c\n1,2,\n", Dialect{}, `2:1: 3 fields where the header has 2: the line ends with ','`},
		{"a,c\n# 1\n", Dialect{}, `2:1: 1 field where the header has 2: if the line is a comment, set comment to '#'`},
		{"Sales 2026\n\na,c\n1,2\n", Dialect{}, `3:1: 2 fields where the header has 1: the first line must name the columns`},
		{"a,c\n1,2\n\nTotal\n", Dialect{}, `4:1: 1 field where the header has 2: complete or delete the line`},
		{"1,2\n", Dialect{Header: []string{"x"}}, `1:1: 2 fields where the header has 1: `},
		{"a,,c\n1,2,3\n", Dialect{}, `1:3: column 2 has no name: name it, or if the file has no line of column names, set `},
		{"a,c,a\n", Dialect{}, `1:5: two columns have the name "a": rename one`},
		{"c\na\"b\n", Dialect{}, `write the cell in quotes, and each quote in it twice`},
		{"c\n1\n\"x\n2\n3\n", Dialect{}, `a quote on line 3 or later is never closed`},
		{"c\n\xe4\n", Dialect{}, `byte 0xe4 is not UTF-8: save the file as UTF-8, or set encoding, such as windows-1252`},
		{"a;c\n1,5;2\n", Dialect{}, `if the comma is the decimal point, set decimal to ","`},
		{
			"a;b\n20;1,5\n1.000;2\n",
			Dialect{},
			`column "a": 1.000 is a thousand or more if the comma is the decimal point, as in "1,5" of column "b": ` +
				`set decimal to "," or to "."`,
		},
		{"a^b\n1^x\n", Dialect{}, `each line is one cell with the character '^': set delimiter to it, or to ","`},
		{"a:b:c\n1:x:y\n2::\n", Dialect{}, `each line is one cell with the character ':'`},
		{
			"a;;\n1;;\n2;;x\n",
			Dialect{},
			`3:4: column 3 has the cell "x" but no name: name it in the first line`,
		},
		{"a;c\n1.5;2\n", Dialect{Decimal: ","}, `"1.5" has a point, but decimal is set to a comma`},
		{"d\n31.01.2026\n", Dialect{}, `if dates have another form here, set date_format, such as %d.%m.%Y`},
		{"b\nmaybe\n", Dialect{}, `column "b": `},
	} {
		if got := table(t, test.text, Options{CSV: test.csv, Types: types}); !strings.Contains(got, test.want) {
			t.Errorf("%q: got %s, want %s", test.text, got, test.want)
		}
	}
}

func TestTruthIsReadAsProgramsWriteIt(t *testing.T) {
	o := Options{Types: map[string]arrow.DataType{"b": arrow.FixedWidthTypes.Boolean}}
	got := table(t, "b\nY\nn\nyes\nNO\nT\nf\n1\n0\nTRUE\nFalse\n", o)
	if want := "[true false true false true false true false true false]"; !strings.HasSuffix(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := table(t, "b\nY\nN\n", Options{}); !strings.HasSuffix(got, "[Y N]") {
		t.Errorf("without a type, got %s", got)
	}
}

func TestAWrongDialectIsAnError(t *testing.T) {
	for _, test := range []struct {
		csv  Dialect
		want string
	}{
		{Dialect{Delimiter: "::"}, `delimiter must be one character, such as ; or \t; found "::"`},
		{Dialect{Delimiter: `"`}, `delimiter must be one character`},
		{Dialect{Comment: "//"}, `comment must be one character, such as #; found "//"`},
		{Dialect{Comment: ";", Delimiter: ";"}, `comment must differ from delimiter`},
		{Dialect{Decimal: "."}, ""},
		{Dialect{Decimal: "x"}, `decimal must be "." or ","; found "x"`},
		{Dialect{Encoding: "EBCDIC"}, `encoding must be one of iso-8859-1, `},
		{Dialect{Header: []string{"a", "a"}}, `header must be names that differ; found "a"`},
		{Dialect{DateFormat: "%d.%m"}, `date_format must have a year, a month and a day`},
		{Dialect{DateFormat: "DD.MM.YYYY"}, `date_format has 'D' between its directives`},
		{Dialect{DateFormat: "%Y-%m-%d %s"}, `date_format takes %Y %y `},
		{Dialect{DateFormat: "%Y-%m-%d%"}, `date_format takes %Y %y `},
	} {
		err := test.csv.Check()
		if test.want == "" && err == nil {
			continue
		}
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%+v: got %v, want %s", test.csv, err, test.want)
		}
	}
	_, err := Read("a.json", []byte(`[{"a":1}]`), Options{CSV: Dialect{Decimal: ","}})
	if err == nil || !strings.Contains(err.Error(), "a dialect describes CSV files") {
		t.Errorf("of JSON: %v", err)
	}
}
