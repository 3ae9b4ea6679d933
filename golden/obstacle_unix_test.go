//go:build unix

package golden

import (
	"errors"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
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
	labSuites["nobody"] = map[string]func(*testing.T){"TestReport": func(t *testing.T) {
		if os.Getuid() == 0 { // root may write everywhere
			if err := syscall.Setuid(65534); err != nil {
				t.Fatal(err)
			}
		}
		Assert(t, "lift", result(), liftOptions())
	}}
}

func TestAnApprovalInAReadOnlyDirectoryIsNotProposed(t *testing.T) {
	l := newLab(t)
	l.write(liftGolden, twoLifts)
	for dir, mode := range map[string]os.FileMode{
		filepath.Dir(l.root):                            0o755,
		filepath.Join(l.root, ".assay"):                 0o777,
		filepath.Dir(filepath.Join(l.root, liftGolden)): 0o555,
	} {
		if err := errors.Join(os.MkdirAll(dir, 0o755), os.Chmod(dir, mode)); err != nil {
			t.Fatal(err)
		}
	}
	out := l.mustFail([]string{
		"0.25 -> 0.75", "cannot be approved here: write report/testdata/golden/TestReport: permission denied: make it writable",
	}, "nobody", otherRows)
	if strings.Contains(out, "approve: ") {
		t.Errorf("it proposes to approve:\n%s", out)
	}
	if err := os.Chmod(filepath.Dir(filepath.Join(l.root, liftGolden)), 0o755); err != nil { // to be removed
		t.Fatal(err)
	}
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
