package infer

import (
	"context"
	"regexp"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"pgregory.net/rapid"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/internal/arrowtest"
	"github.com/assay-go/assay/internal/datafile"
)

// TestTextsKeepTheirForm infers from texts of awkward forms. All texts of the fixture match the expression, and are
// unique if those of the data are.
func TestTextsKeepTheirForm(t *testing.T) {
	tests := []struct{ name, given, want string }{
		{"SHA-512", `fake: {name: regex, str: "[0-9a-f]{128}"}`, "[0-9a-f]{128}"},
		{"MD5", `fake: {name: regex, str: "[0-9a-f]{32}"}`, "[0-9a-f]{32}"},
		{"hex in capitals", `fake: {name: regex, str: "[0-9A-F]{40}"}`, "[0-9A-F]{40}"},
		{
			"JWT", `fake: {name: regex, str: "eyJ[A-Za-z0-9_]{30,40}[.]eyJ[A-Za-z0-9_]{40,90}[.][A-Za-z0-9_]{43}"}`,
			"[A-Za-z0-9_-]{33,43}[.][A-Za-z0-9_-]{43,93}[.][A-Za-z0-9_-]{43}",
		},
		{"base64", `fake: {name: regex, str: "[A-Za-z0-9+/]{198}=="}`, "[A-Za-z0-9+/]{198}=="},
		{
			"a date with a month", `fake: {name: date_range, startdate: Jan 1 2020, enddate: Jan 1 2022, format: MMM d yyyy}`,
			"[A-Z][a-z]{2} [1-9][0-9]? 20(19|2[0-3])",
		},
		{
			"times past 24:00", `expr: 'format("%02d:%02d:%02d", int(floor(n / 60)), n % 60, n % 60)'`,
			"(0[0-9]|1[0-9]|2[0-9]):[0-5][0-9]:[0-5][0-9]",
		},
		{"coordinates", `expr: 'format("%.5f", x)'`, `-?[0-9]{1,2}[.][0-9]{5}`},
		{"short codes", `fake: {name: regex, str: "[A-Z]{3}[0-9]{3}"}`, `[A-Z]{3}[0-9]{3}`},
		{"codes with a year", `seq: {start: 100000, format: "INV-2024-%06d"}`, `[A-Z]{3}-[0-9]{4}-[0-9]{6}`},
		{"cells of JSON", `expr: 'format("{\"a\": %d, \"b\": \"%s\"}", n, f)'`, `\{"[a-z]": [0-9]{1,4}, "[a-z]": "[A-Za-z]+"\}`},
		{
			"some empty", `when: {if: n % 2 == 0, then: {pin: ""}, else: {fake: {name: regex, str: "[A-Z]{8}"}}}`,
			`([A-Z]{8})?`,
		},
		{
			"thousands", `expr: 'n % 2 == 0 ? "0" : n < 1000 ? "-" + string(n + 1) : format("%d,%03d", 1 + n % 900, n % 1000)'`,
			`-?[1-9][0-9]{0,2}(,[0-9]{3})?|0`,
		},
		{"video", "oneof: [intro, outro]", "[a-z]{5}"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			given := tables(t, open(t, "version: 1\ndatasets: {d: {rows: 300, columns: {n: {int: [0, 1750], transient: true}, "+
				"f: {fake: first_name, transient: true}, x: {float: [-90, 90], transient: true}, c: {"+test.given+"}}}}\n"))
			text := infer(t, Options{}, given...)
			again := tables(t, open(t, text))[0]
			if was, is := profileOf(t, given[0]), profileOf(t, again); was.Unique() && !is.Unique() {
				t.Errorf("not unique in\n%s", text)
			}
			want := regexp.MustCompile("^(" + test.want + ")$")
			for _, s := range profileOf(t, again).Texts.Sample() {
				if !want.MatchString(s) {
					t.Fatalf("got %q from\n%s", s, text)
				}
			}
		})
	}
}

// profileOf returns the profile of the only column.
func profileOf(t *testing.T, table *datafile.Table) *profile.Column {
	t.Helper()
	return profilesOf(t, table)[0]
}

func profilesOf(t *testing.T, table *datafile.Table) []*profile.Column {
	t.Helper()
	p := profile.New(table.Schema)
	if err := table.Each(context.Background(), p.Add); err != nil {
		t.Fatal(err)
	}
	return p.Columns
}

// TestAwkwardTablesGiveAFixture infers from tables of awkward texts, in lists and structs too.
func TestAwkwardTablesGiveAFixture(t *testing.T) {
	texts := rapid.OneOf(
		rapid.StringMatching(`[0-9a-f]{128}`), rapid.StringMatching(`[A-Za-z0-9+/]{60,120}==`),
		rapid.StringMatching(`eyJ[\w-]{20,300}\.[\w-]{10,90}\.[\w-]{43}`),
		rapid.StringMatching(`-?[0-9]{1,3}(\.[0-9]{1,9})?`),
		rapid.StringMatching(`[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?`), rapid.StringMatching(`\{"[a-z]": "[^"{}]?"\}`),
		rapid.StringMatching(`[A-Z]{1,2}`), rapid.StringMatching(`[\-\]\[^%{}$]{1,9}`), arrowtest.Text(),
	)
	item := arrow.BinaryTypes.String
	types := []arrow.DataType{
		item, arrow.ListOf(item), arrow.StructOf(arrow.Field{Name: "id", Type: item}), arrow.BinaryTypes.LargeString,
	}
	names := []string{"item_ids", "id", "video", "zip_code", "a b", "1x", "in", "c_at", "manager_id"}
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(r, "rows")
		var fields []arrow.Field
		var arrays []arrow.Array
		for range rapid.IntRange(1, 3).Draw(r, "columns") {
			dt := rapid.SampledFrom(types).Draw(r, "type")
			b := array.NewBuilder(memory.DefaultAllocator, dt)
			form := texts
			if rapid.Bool().Draw(r, "one form") {
				s := texts.Draw(r, "text")
				form = rapid.Custom(func(r *rapid.T) string { return s + rapid.StringMatching(`[0-9]{0,3}`).Draw(r, "end") })
			}
			for range n {
				appendText(r, b, form)
			}
			name := rapid.SampledFrom(names).Draw(r, "name")
			fields = append(fields, arrow.Field{Name: name, Type: dt, Nullable: true})
			arrays = append(arrays, b.NewArray())
		}
		rec := array.NewRecord(arrow.NewSchema(fields, nil), arrays, int64(n))
		o := Options{Samples: rapid.Bool().Draw(r, "samples"), Rows: rapid.IntRange(0, 5).Draw(r, "most")}
		tables(t, open(t, infer(t, o, inMemory("d", rec))))
	})
}

func appendText(r *rapid.T, b array.Builder, texts *rapid.Generator[string]) {
	switch b := b.(type) {
	case *array.StringBuilder:
		b.Append(texts.Draw(r, "text"))
	case *array.LargeStringBuilder:
		b.Append(texts.Draw(r, "text"))
	case *array.StructBuilder:
		b.Append(true)
		appendText(r, b.FieldBuilder(0), texts)
	case *array.ListBuilder:
		b.Append(true)
		for range rapid.IntRange(0, 3).Draw(r, "length") {
			appendText(r, b.ValueBuilder(), texts)
		}
	}
}
