package tablediff

import (
	"testing"

	"github.com/assay-go/assay/internal/goldenfile"
)

func TestKeysThatWereTruncatedAreNamed(t *testing.T) {
	const head = "# field at timestamp[s, UTC]\n# field sensor utf8\n# field n int64\nat,sensor,n\n"
	const old = "# assay 1\n# order keyed at sensor\n" + head +
		"2026-03-01T10:15:30Z,a,1\n2026-03-01T22:00:00Z,a,2\n2026-03-02T00:00:00Z,a,3\n2026-03-02T07:30:00Z,b,4\n"
	const days = "2026-03-01T00:00:00Z,a,1\n2026-03-01T00:00:00Z,a,2\n2026-03-02T00:00:00Z,a,3\n2026-03-02T00:00:00Z,"
	for rows, want := range map[string]string{days + "b,4\n": "at truncated to the day", days + "c,4\n": ""} {
		was, err := goldenfile.Decode([]byte(old), "old")
		if err != nil {
			t.Fatal(err)
		}
		is, err := goldenfile.Decode([]byte("# assay 1\n# order multiset\n"+head+rows), "new")
		if err != nil {
			t.Fatal(err)
		}
		r, err := Compare(was, is, Options{Order: goldenfile.Multiset})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.SharedKeys; got == nil || got.Rule != want {
			t.Errorf("got %+v, want %s", got, want)
		}
	}
}
