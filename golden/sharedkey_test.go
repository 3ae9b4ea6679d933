package golden

import (
	"strings"
	"testing"
)

func TestAResultWhoseRowsShareAKeyIsShownAndKept(t *testing.T) {
	l := newLab(t)
	l.mustPass("lift", twoRows, "-update")
	const fannedOut = resultVariable + "=1,a,0.5 1,a,0.75 2,b,0.25 2,b,0.5 2,b,0.75"
	golden := l.read(liftGolden)
	for _, args := range [][]string{{fannedOut}, {fannedOut, "-update"}} {
		out := l.mustFail([]string{
			"lift.golden: rows share a key; the golden had each key once: 2 keys in 5 rows; " +
				"3 rows added, each a copy of another row except for lift\n",
			"+ 1    1   a     0.75\n",
			"key id: rows have the same key: mend the join if it repeats rows, add a column that distinguishes them " +
				"to the key, or compare as a multiset:\n",
			"\trow 0: 1,a,0.5\n", "\trow 1: 1,a,0.75\n",
			"pending: ", "rerun:   ",
		}, "lift", args...)
		if strings.Contains(out, "approve:") || strings.Contains(out, "order keyed") {
			t.Errorf("it offers to approve a result that the test refuses:\n%s", out)
		}
		if l.read(liftGolden) != golden {
			t.Error("the golden was changed")
		}
	}
	waiting := l.pending()
	if len(waiting) != 1 {
		t.Fatalf("got pending results %v, want 1", waiting)
	}
	r, err := l.store().Report(waiting[0])
	want := "rows share a key; the golden had each key once: 2 keys in 5 rows; " +
		"3 rows added, each a copy of another row except for lift"
	if err != nil || r.Summary() != want {
		t.Errorf("got %v, %v, want %s", r, err, want)
	}
	if err := l.store().Approve(waiting[0]); err == nil || !strings.Contains(err.Error(), "cannot be approved: key id") {
		t.Errorf("got %v of an approval", err)
	}
	l.mustPass("lift", twoRows)
	if left := l.pending(); len(left) > 0 {
		t.Errorf("got pending results %v after the test passed", left)
	}
}
