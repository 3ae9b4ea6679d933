package goldenfile

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/arrowtest"
)

const small = `# assay 1
# order keyed id
# field id int64 not null
# field "full name" utf8
# field total decimal(12, 2)
# field tags list<utf8>
# input orders 2 rows: total 9c1f0b7a
id,full name,total,tags
1,Ann,1.50,["a","b"]
2,"null",null,[]
`

func TestAGoldenIsReadAndWrittenBackByteForByte(t *testing.T) {
	for name, text := range map[string]string{
		"a keyed table":           small,
		"no columns and no rows":  "# assay 1\n# order ordered\n\n",
		"no columns and two rows": "# assay 1\n# order ordered\n\n\n\n",
		"no rows":                 "# assay 1\n# order multiset\n# field a int8\na\n",
		"one empty text":          "# assay 1\n# order ordered\n# field a utf8\na\n\"\"\n",
		"a column without name":   "# assay 1\n# order ordered\n# field \"\" utf8\n\"\"\nx\n",
		"odd names": "# assay 1\n# order keyed \"a b\" \"#c\"\n# field \"a b\" utf8\n# field " +
			"\"#c\" bool\n# field \"x,y\" null\na b,\"#c\",\"x,y\"\nq,true,null\n",
		"texts that read as something": "# assay 1\n# order ordered\n# field a utf8\na\n\"null\"\nNULL\n\"#x\"\n\" " +
			"x\"\n\"<<<<<<< x\"\n\"a\\nb\"\nNaN\n1\n[1]\n",
		"a value":                "# assay 1\n# value\n# input orders: total 9c1f0b7a\nlift: 0.5\n",
		"a value that is a text": "# assay 1\n# value\n|\n  two\n  lines\n",
	} {
		f, err := Decode([]byte(text), "x.golden")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again, err := Encode(f); err != nil || string(again) != text {
			t.Errorf("%s: written back as\n%s\n%v", name, again, err)
		}
	}
}

func TestAGoldenThatAssayWouldNotWriteIsRefusedByPlace(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"an empty file": {small, "", "x.golden:1:1: the golden is empty"},
		"another file": {
			small, "id,name\n1,a\n",
			`x.golden:1:1: want "# assay 1" as the first line, found "id,name"`,
		},
		"a later version": {
			"# assay 1", "# assay 2",
			`x.golden:1:9: unsupported version "2", this Assay reads version 1`,
		},
		"a byte order mark": {
			"# assay 1", "\ufeff# assay 1",
			"x.golden:1:1: the file starts with a byte order mark",
		},
		"a pointer of Git LFS": {
			"# assay 1", "version https://git-lfs.github.com/spec/v1",
			"x.golden:1:1: the file is a Git LFS pointer",
		},
		"a conflict": {
			"2,\"null\"", "<<<<<<< HEAD\n2,\"null\"",
			`x.golden:10:1: unresolved merge conflict "<<<<<<< HEAD"`,
		},
		"a cut in a row": {
			"2,\"null\",null,[]\n", "2,\"null\",nu",
			"x.golden:10:12: the file is truncated: the last line has no line end",
		},
		"a cut between cells": {
			"2,\"null\",null,[]\n", "2,\"null\"\n",
			"x.golden:10:9: the row has 2 cells, want 4",
		},
		"a cell too many":   {"1,Ann", "1,Ann,Bob", `x.golden:9:7: column "total": "Bob" is not a number`},
		"a carriage return": {"[]\n", "[]\r\n", "x.golden:10:17: only some lines end in a carriage return"},
		"an unknown order":  {"keyed id", "sorted id", `x.golden:2:9: unknown order "sorted"`},
		"no order": {
			"# order keyed id\n", "",
			`x.golden:2:1: want "# value" or a line that starts with "# order"`,
		},
		"a key of no column": {
			"keyed id", "keyed ident",
			`x.golden:2:9: the key names column "ident", which the table does not have`,
		},
		"an unknown type": {"id int64", "id int65", `x.golden:3:12: unknown type "int65"`},
		"a type in other words": {
			"full name\" utf8", "full name\" string",
			`x.golden:4:21: found "# field \"full name\" string", want "# field \"full name\" utf8"`,
		},
		"an unknown header line": {
			"# input", "# inputs",
			`x.golden:7:1: unexpected line "# inputs orders 2 rows: total 9c1f0b7a"`,
		},
		"another column name": {
			"id,full name", "id,fullname",
			"x.golden:8:8: the column names differ from the field lines",
		},
		"a cell of another type": {"1.50", "1.5x", `x.golden:9:7: column "total": "1.5x" is not a number`},
		"a number in other digits": {
			"1.50", "1.5",
			`x.golden:9:10: found "1,Ann,1.5,[\"a\",\"b\"]", want "1,Ann,1.50,[\"a\",\"b\"]"`,
		},
		"a space within JSON": {`["a","b"]`, `["a", "b"]`, `x.golden:9:17: found`},
		"JSON cut short":      {`["a","b"]`, `["a","b"`, `x.golden:9:20: column "tags"`},
		"needless quotes":     {"Ann", `"Ann"`, `x.golden:9:3: column "full name": the text needs no quotes`},
		"missing quotes": {
			`"null",null`, `#x,null`,
			`x.golden:10:3: column "full name": the text "#x" needs quotes`,
		},
		"an empty cell": {
			"Ann", "",
			`x.golden:9:3: column "full name": empty cell: write null, or "" for an empty text`,
		},
		"a null that may not be": {
			"1,Ann", "null,Ann",
			`x.golden:9:1: column "id": null in a column that is not nullable`,
		},
		"rows out of order": {"1,Ann", "3,Ann", "x.golden:10:1: the row is out of order (keyed"},
		"a key twice":       {"1,Ann", "2,Ann", "x.golden:10:1: the row has the same key as the previous row"},
		"an invisible character": {
			"Ann", "A\u200bnn",
			"x.golden:9:3: column \"full name\": the text \"A\\u200bnn\" needs quotes",
		},
		"two columns of one name": {"# field total", "# field id", "x.golden:8:1: two columns have the name \"id\""},
	} {
		text := strings.Replace(small, c.old, c.new, 1)
		if text == small {
			t.Errorf("%s: %q is not in the golden", name, c.old)
		}
		_, err := Decode([]byte(text), "x.golden")
		var at *ParseError
		if !errors.As(err, &at) || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s:\ngot  %v\nwant %s", name, err, c.want)
		}
	}
}

func TestAValueThatAssayWouldNotWriteIsRefusedByPlace(t *testing.T) {
	const head = "# assay 1\n# value\n"
	for name, c := range map[string]struct{ value, want string }{
		"nothing":            {"", "x.golden:3:1: the file is truncated: the value is missing"},
		"no YAML":            {"a: [1\n", "x.golden:3:1: invalid YAML: did not find expected ',' or ']'"},
		"flow style":         {"a: [1]\n", `x.golden:3:3: found "a: [1]", want "a:"`},
		"a comment":          {"a: 1 # one\n", `x.golden:3:5: found`},
		"other quotes":       {"a: 'yes'\n", `x.golden:3:4: found "a: 'yes'", want "a: \"yes\""`},
		"an anchor":          {"a: &x 1\nb: *x\n", "x.golden:4:4: anchors and aliases are not allowed in a golden"},
		"a key twice":        {"a: 1\na: 2\n", `x.golden:4:1: the key "a" is given twice`},
		"two documents":      {"a: 1\n---\nb: 1\n", `x.golden:4:1: found "---"`},
		"a tag":              {"a: !!str 1\n", "x.golden:3:4: tags other than !!binary are not allowed in a golden"},
		"a number as it was": {"a: 0x1f\n", `x.golden:3:4: found "a: 0x1f", want "a: \"0x1f\""`},
		"too deep": {
			strings.Repeat("- ", 200) + "1\n",
			"x.golden:3:203: the value is nested deeper than 100 levels",
		},
		"a list as a key": {"? [1]\n: 2\n", "x.golden:3:3: want a text as the key"},
		"a conflict":      {"a: 1\n=======\nb: 2\n", `x.golden:4:1: unresolved merge conflict "======="`},
	} {
		_, err := Decode([]byte(head+c.value), "x.golden")
		var at *ParseError
		if !errors.As(err, &at) || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s:\ngot  %v\nwant %s", name, err, c.want)
		}
	}
}

func TestTheLineEndsOfAWindowsCheckoutAreRead(t *testing.T) {
	f, err := Decode(bytes.ReplaceAll([]byte(small), []byte("\n"), []byte("\r\n")), "x.golden")
	if err != nil || !f.CRLF {
		t.Fatalf("line ends reported: %v, %v", f, err)
	}
	if again, err := Encode(f); err != nil || string(again) != small {
		t.Errorf("written back as\n%s\n%v", again, err)
	}
}

func TestRowsThatSeveralReadersReadAreInOrderAndErrorsInTheirLines(t *testing.T) {
	const rows = 3*rowsInPart + 1
	text, err := Encode(&File{Table: arrowtest.Numbered(rows, nil)})
	if err != nil {
		t.Fatal(err)
	}
	f, err := Decode(text, "x.golden")
	if err != nil || f.Table.NumRows() != rows {
		t.Fatalf("%v", err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"\n20000,", "\n2000x,", "x.golden:20007:1: "},
		{"\n24576,", "\n2457x,", "x.golden:24583:1: "}, // the last one, alone in its part
		{"\n8191,user 31,11.375\n", "\n8191,user 31,11.375,\n", "x.golden:8198:20: the row has more than 3 cells"},
	} {
		_, err := Decode(bytes.Replace(text, []byte(c.old), []byte(c.new), 1), "x.golden")
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

// The reader accepts only what the writer writes, and never panics.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte("# assay 1\n# value\nlift: 0.5\n"))
	f.Add([]byte(smallDigest))
	f.Add([]byte("# assay 1\n# order multiset\n# field a dictionary<utf8>\n# field b run_end_encoded<int32, " +
		"float16>\n# field c map<utf8, timestamp[ns, UTC]>\na,b,c\nx,1.5,{}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := Decode(text, "x.golden")
		if err != nil {
			var at *ParseError
			if !errors.As(err, &at) || at.Line < 1 || at.Col < 1 {
				t.Fatalf("an error without place: %v", err)
			}
			return
		}
		again, err := Encode(file)
		if err != nil {
			t.Fatal(err)
		}
		if file.CRLF {
			again = bytes.ReplaceAll(again, []byte("\n"), []byte("\r\n"))
		}
		if !bytes.Equal(again, text) {
			t.Fatalf("%q is written back as %q", text, again)
		}
	})
}

func TestAHandEditIsPutRight(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"nothing to do":           {small, small, small},
		"line ends of Windows":    {small, strings.ReplaceAll(small, "\n", "\r\n"), small},
		"some of them":            {"Ann,1.50,[\"a\",\"b\"]\n", "Ann,1.50,[\"a\",\"b\"]\r\n", small},
		"no end of the last line": {"null,[]\n", "null,[]", small},
		"a byte order mark":       {"# assay 1", "\ufeff# assay 1", small},
		"digits left out":         {"1.50", "1.5", small},
		"needless quotes":         {"Ann", `"Ann"`, small},
		"spaces within JSON":      {`["a","b"]`, `["a", "b"]`, small},
		"a type in other words":   {"name\" utf8", "name\" string", small},
		"rows out of order": {
			"1,Ann,1.50,[\"a\",\"b\"]\n2,\"null\",null,[]\n",
			"2,\"null\",null,[]\n1,Ann,1.50,[\"a\",\"b\"]\n", small,
		},
		"missing quotes": {"Ann", "#Ann ", strings.Replace(small, "Ann", `"#Ann "`, 1)},
	} {
		got, err := Format([]byte(strings.Replace(small, c.old, c.new, 1)), "x.golden")
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
	got, err := Format([]byte("# assay 1\n# value\nlift: {a: 'yes', b: [1, 2.50]}\n"), "x.golden")
	if want := "# assay 1\n# value\nlift:\n  a: \"yes\"\n  b:\n    - 1\n    - 2.5\n"; err != nil ||
		string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"a conflict": {
			"1,Ann", "<<<<<<< HEAD\n1,Ann",
			"x.golden:9:1: unresolved merge conflict \"<<<<<<< HEAD\"",
		},
		"a cell of another type":  {"1.50", "1.5x", "x.golden:9:7: column \"total\""},
		"a cell too few":          {"1,Ann,1.50,", "1,Ann,", "x.golden:9:"},
		"a key twice":             {"2,\"null\"", "1,\"null\"", "x.golden:10:1: key id: rows have the same key"},
		"another name of a field": {"# field id", "# field ident", "x.golden:8:"},
	} {
		if got, err := Format([]byte(strings.Replace(small, c.old, c.new, 1)), "x.golden"); err == nil ||
			!strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s\n%s", name, err, c.want, got)
		}
	}
}
