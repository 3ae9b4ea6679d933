//go:build unix

package golden

import (
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
)

func init() {
	// A write past the limit fails like one on a full disk: the file exists, but not its content.
	labSuites["full"] = map[string]func(*testing.T){"TestReport": func(t *testing.T) {
		signal.Ignore(syscall.SIGXFSZ)
		limit := syscall.Rlimit{Cur: 8, Max: math.MaxInt64}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			t.Fatal(err)
		}
		Assert(t, "lift", result(), liftOptions())
	}}
}

func TestAFullDiskLeavesTheOldGoldenAndNoRemains(t *testing.T) {
	l := newLab(t)
	l.write(".assay/.gitignore", "# written before\n")
	l.write(liftGolden, twoLifts)
	l.mustFail([]string{"0.25 -> 0.75", "-update: ", "file too large", "The result cannot be approved"},
		"full", otherRows, "-update", "-test.testlogfile=", "-test.v=false")
	if got := l.read(liftGolden); got != twoLifts {
		t.Errorf("the golden became\n%s", got)
	}
	if found := append(l.files(".assay/tmp"), l.files(".assay/pending")...); len(found) > 0 {
		t.Errorf("there are %v", found)
	}
}

func TestANamedPipeInPlaceOfAGoldenIsNotWaitedFor(t *testing.T) {
	l := newLab(t)
	l.write("report/testdata/golden/TestReport/.keep", "")
	if err := syscall.Mkfifo(filepath.Join(l.root, liftGolden), 0o644); err != nil {
		t.Fatal(err)
	}
	// A suite that waits for the pipe never ends.
	l.mustFail([]string{"found a named pipe, want a file"}, "lift", twoRows)
	l.mustFail([]string{"found a named pipe, want a file"}, "lift", twoRows, "-update")
	info, err := os.Lstat(filepath.Join(l.root, liftGolden))
	if err != nil || info.Mode().Type() != os.ModeNamedPipe {
		t.Errorf("the pipe became %v, %v", info, err)
	}
}
