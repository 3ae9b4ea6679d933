package tablediff

import (
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/goldenfile"
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
		"order keyed id -> keyed key, 1 of 3 rows changed, 1 added, 1 removed, column id renamed key": golden(
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
