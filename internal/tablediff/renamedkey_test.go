package tablediff

import (
	"io"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

// TestARenamedKey compares keyed goldens whose key column has another name.
func TestARenamedKey(t *testing.T) {
	golden := func(key string, rows ...string) *goldenfile.File {
		head := []string{"# assay 1", "# order keyed " + key, "# field " + key + " int64", "# field n int64", key + ",n"}
		f, err := goldenfile.Decode([]byte(strings.Join(append(head, rows...), "\n")+"\n"), "x.golden")
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	old := golden("id", "1,10", "2,20", "3,30")
	for want, new := range map[string]*goldenfile.File{
		"order keyed id -> keyed key, column id renamed key": golden("key", "1,10", "2,20", "3,30"),
		"order keyed id -> keyed key, key 3 is now 4, 2 of 3 rows changed (1 of them besides the key), " +
			"column id renamed key": golden(
			"key", "1,10", "2,21", "4,30"),
		"order keyed id -> keyed key, keys shifted by +6, 3 of 3 rows changed in the key only, column id renamed key": golden(
			"key", "7,10", "8,20", "9,30"),
		"order keyed id -> keyed key, column key added, column id removed": golden("key", "7,10", "8,20", "90,30"),
	} {
		r, err := Compare(old, new, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Summary(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestARenamedKeyIsSaidInEveryForm writes reports of renamed keys as text, Markdown, HTML and JSON.
func TestARenamedKeyIsSaidInEveryForm(t *testing.T) {
	old := goldenOf(t, "keyed id day", "id int64; day date32; n int64", "1,2026-03-01,10", "2,2026-03-02,20")
	for _, fields := range []string{
		"key int64; day date32; n int64", "key int64; at date32; n int64", "key int64; at date32; total int64",
	} {
		names := strings.Fields(strings.NewReplacer(" int64", "", " date32", "", ";", "").Replace(fields))
		new := goldenOf(t, "keyed "+names[0]+" "+names[1], fields, "1,2026-03-01,10", "2,2026-03-02,20")
		r, err := Compare(old, new, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r.Rows != (report.Rows{Old: 2, New: 2}) {
			t.Errorf("%s: got %+v", fields, r.Rows)
		}
		for form, write := range map[string]func(io.Writer) error{
			"text": func(w io.Writer) error { return r.Text(w, report.TextOptions{}) }, "Markdown": r.Markdown,
			"HTML": r.HTML, "JSON": r.JSON,
		} {
			var b strings.Builder
			if err := write(&b); err != nil || !strings.Contains(b.String(), "renamed") {
				t.Errorf("%s as %s: %v\n%s", fields, form, err, b.String())
			}
		}
	}
}
