package golden

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// obstacles put something in the way of a golden, and say what a failing test prints about it. They return the path of
// a golden, from the module's root, that must not change.
var obstacles = map[string]struct {
	build func(l *lab) (golden string)
	says  string // on every run
	too   string // under -update
}{
	"a directory in place of the golden": {
		build: func(l *lab) string {
			l.write(liftGolden+"/inside.txt", "kept")
			return liftGolden + "/inside.txt"
		},
		says: "found a directory, want a file",
	},
	"a link out of the module in place of the golden": {
		build: func(l *lab) string {
			outside := filepath.Join(l.TempDir(), "outside.golden")
			if err := os.WriteFile(outside, []byte("# assay 1\n"), 0o644); err != nil {
				l.Fatal(err)
			}
			l.write("report/testdata/golden/TestReport/.keep", "")
			l.link(outside, liftGolden)
			return liftGolden
		},
		says: "report/testdata/golden/TestReport/lift.golden: a symbolic link leads out of the module: move it away",
	},
	"a directory of goldens that links out of the module": {
		build: func(l *lab) string {
			outside := l.TempDir()
			l.write("report/testdata/golden/.keep", "")
			l.link(outside, "report/testdata/golden/TestReport")
			return "report/testdata/golden/.keep"
		},
		says: "report/testdata/golden/TestReport/lift.golden: a symbolic link leads out of the module: move it away",
	},
	"a link to another golden in place of the golden": {
		build: func(l *lab) string {
			l.write("report/testdata/golden/TestReport/other.golden", strings.Replace(twoLifts, "0.25", "9", 1))
			l.link("other.golden", liftGolden)
			return "report/testdata/golden/TestReport/other.golden"
		},
		says: "0.25",
		too:  "found a symbolic link, want a file",
	},
	"a file in place of the directory": {
		build: func(l *lab) string {
			l.write("report/testdata/golden", "kept")
			return "report/testdata/golden"
		},
		says: "not a directory",
	},
}

func (l *lab) link(target, name string) {
	l.Helper()
	if err := os.Symlink(target, filepath.Join(l.root, filepath.FromSlash(name))); err != nil {
		if runtime.GOOS == "windows" {
			l.Skip("links need a privilege on this system: ", err)
		}
		l.Fatal(err)
	}
}

func TestWhatStandsInTheWayIsNamedAndKept(t *testing.T) {
	for name, o := range obstacles {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			golden := o.build(l)
			before := l.read(golden)
			if said := l.mustFail([]string{o.says}, "lift", twoRows); strings.Contains(said, "approve: ") {
				t.Errorf("approving would fail:\n%s", said)
			}
			l.mustFail([]string{o.says, o.too}, "lift", twoRows, "-update")
			if after := l.read(golden); after != before {
				t.Errorf("%s became %q", golden, after)
			}
		})
	}
}

func TestAStoreThatCannotBeWrittenLeavesTheTestItsReport(t *testing.T) {
	l := newLab(t)
	l.write(liftGolden, strings.Replace(twoLifts, "0.25", "0.75", 1))
	l.write(".assay", "a file")
	l.mustFail([]string{"0.75 -> 0.25", "The result cannot be approved because it was not kept"}, "lift", twoRows)
	l.mustFail([]string{"0.75 -> 0.25", "-update: "}, "lift", twoRows, "-update")
	if got := l.read(liftGolden); !strings.Contains(got, "0.75") {
		t.Errorf("the golden became\n%s", got)
	}
}

func TestAStoreThatLinksOutOfTheModuleIsNotWritten(t *testing.T) {
	l := newLab(t)
	outside := t.TempDir()
	l.link(outside, ".assay")
	l.mustFail([]string{
		"no golden yet", ".assay is a symbolic link, which could lead to other files: remove it",
	}, "lift", twoRows)
	entries, err := os.ReadDir(outside)
	if err != nil || len(entries) > 0 {
		t.Errorf("outside there are %v, %v", entries, err)
	}
}

func TestTheStoreIsMovedByAVariable(t *testing.T) {
	elsewhere := t.TempDir()
	for name, at := range map[string]struct{ value, dir string }{
		"from the module's root": {"build/assay", ""},
		"anywhere":               {elsewhere, elsewhere},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			dir := at.dir
			if dir == "" {
				dir = filepath.Join(l.root, at.value)
			}
			l.mustFail([]string{"approve '^report/TestReport/lift$'"}, "lift", twoRows, "ASSAY_DIR="+at.value)
			if found := l.files(".assay"); len(found) > 0 {
				t.Errorf("there are %v", found)
			}
			ignore, err := os.ReadFile(filepath.Join(dir, ".gitignore"))
			if err != nil || string(ignore) != "/.gitignore\n/declared/\n/locks/\n/pending/\n/tmp/\n" {
				t.Errorf("git ignores %q, %v", ignore, err)
			}
			t.Setenv("ASSAY_DIR", at.value)
			pending := l.pending()
			if len(pending) != 1 {
				t.Fatalf("pending are %+v", pending)
			}
			if err := l.store().Approve(pending[0]); err != nil {
				t.Fatal(err)
			}
			if got := l.read(liftGolden); got != twoLifts {
				t.Errorf("approved is\n%s", got)
			}
			l.mustPass("lift", otherRows, "-update", "ASSAY_DIR="+at.value)
			if found := l.files("report/testdata"); len(found) != 1 {
				t.Errorf("there are %v", found)
			}
		})
	}
	l := newLab(t)
	l.mustFail([]string{`ASSAY_DIR="` + l.root + `" is the module's root`}, "lift", twoRows, "ASSAY_DIR="+l.root)
}

func TestAnApprovalThatWouldFailIsNotProposed(t *testing.T) {
	const tracked = "git tracks the store of pending results: git rm -r --cached"
	for name, c := range map[string]struct {
		build func(l *lab) // besides a golden that differs in one of two rows
		env   string
		says  string
	}{
		"in CI":                      {env: "CI=1", says: "cannot be approved here: nothing was updated because CI=1 is set"},
		"a policy that is not YAML":  {func(l *lab) { l.write(".assay.yaml", "a: [") }, "", "here: .assay.yaml: not YAML"},
		"more rows than are allowed": {func(l *lab) { l.write(".assay.yaml", "approve: {max-rows: 1}") }, "", "here: .assay.yaml:1:"},
		"a store in git": {func(l *lab) {
			l.git("init", "-q")
			l.write(".assay/pending/other/x.json", "{}")
			l.git("add", "-f", ".assay")
		}, "", tracked},
		"a store in git, of a module below, in a linked work tree": {func(l *lab) {
			above := filepath.Dir(l.root)
			l.git("-C", above, "init", "-q")
			l.write(".assay/declared/other/x.json", "{}")
			l.git("-C", above, "add", "-f", filepath.Base(l.root))
			if err := os.Rename(filepath.Join(above, ".git"), filepath.Join(above, "elsewhere")); err != nil {
				l.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(above, ".git"), []byte("gitdir: elsewhere\n"), 0o644); err != nil {
				l.Fatal(err)
			}
		}, "", tracked},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.write(liftGolden, strings.NewReplacer("0.25", "9", "0.5", "8").Replace(twoLifts))
			if c.build != nil {
				c.build(l)
			}
			out := l.mustFail([]string{"0.25", c.says}, "lift", append([]string{twoRows}, strings.Fields(c.env)...)...)
			if strings.Contains(out, "approve: ") {
				t.Errorf("it proposes to approve:\n%s", out)
			}
		})
	}
}

func TestAProposedApprovalNamesWhatThePolicyAsksFor(t *testing.T) {
	for policy, flags := range map[string]string{
		"approve: {reason: required}":                      " --reason TEXT",
		"approve: {hold: [changed]}":                       " --release changed --reason TEXT",
		"approve: {hold: [changed, removed, column:lift]}": " --release changed --release column:lift --reason TEXT",
		"approve: {hold: [added], reason: optional}":       "",
		"approve: {max-rows: 2, max-goldens: 1}":           "",
	} {
		l := newLab(t)
		l.write(liftGolden, strings.NewReplacer("0.25", "9", "0.5", "8").Replace(twoLifts))
		l.write(".assay.yaml", policy)
		l.mustFail([]string{"approve: go tool regen approve '^report/TestReport/lift$'" + flags + "\n"}, "lift", twoRows)
	}
}

func TestAFileWithTheNameOfTheStoreElsewhereInGitIsNoObstacle(t *testing.T) {
	l := newLab(t)
	l.git("init", "-q")
	l.write("other/.assay/pending/x.json", "{}")
	l.git("add", "-f", "other")
	l.mustFail([]string{"approve: "}, "lift", twoRows)
}

func (l *lab) git(args ...string) {
	l.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = l.root
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull)
	if out, err := cmd.CombinedOutput(); err != nil {
		l.Fatalf("git %v: %v\n%s", args, err, out)
	}
}
