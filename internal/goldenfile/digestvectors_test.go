package goldenfile

import (
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// The digests of testdata/digests/every_type.txt never change, on any machine.
func TestTheDigestsOfATableNeverChange(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/digests/every_type.txt")
	if err != nil || len(archive.Files) != 3 {
		t.Fatal(err, "want the sections table, first and second")
	}
	table, err := Decode(archive.Files[0].Data, "table")
	if err != nil {
		t.Fatal(err)
	}
	for i, rules := range []Rules{FirstRules, SecondRules} {
		want := archive.Files[i+1].Data
		got, err := Encode(mustDigest(t, table, rules))
		if err != nil || string(got) != string(want) {
			t.Errorf("%v: the digest by rules %d is\n%s\nwant\n%s", err, i+1, got, want)
		}
		if RulesOf(want) != rules {
			t.Errorf("the rules of\n%s\nare %d", want, RulesOf(want))
		}
		if f, err := Decode(want, "x.golden"); err != nil || f.Digest.Rules != rules {
			t.Errorf("read as %+v, %v", f, err)
		}
	}
}
