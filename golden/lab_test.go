package golden

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/ci"
	"github.com/assay-go/assay/internal/modfs"
	"github.com/assay-go/assay/internal/store"
)

// What happens to a golden is decided by whole runs of a test binary, with their own flags and environment. The tests
// here run this very binary in a module in a temporary directory, with one of the suites below.

const (
	suiteVariable  = "GOLDEN_LAB_SUITE"
	resultVariable = "GOLDEN_LAB_RESULT"
)

func TestMain(m *testing.M) {
	suite, ok := os.LookupEnv(suiteVariable)
	if !ok {
		os.Exit(m.Run())
	}
	if action, ok := labActions[suite]; ok {
		flag.Parse()
		action(flag.Args())
		return
	}
	var tests []testing.InternalTest
	for name, f := range labSuites[suite] {
		tests = append(tests, testing.InternalTest{Name: name, F: f})
	}
	slices.SortFunc(tests, func(a, b testing.InternalTest) int { return strings.Compare(a.Name, b.Name) })
	testing.Main(func(pattern, name string) (bool, error) { return regexp.MatchString(pattern, name) }, tests, nil, nil)
}

// A lab is a module with one package, whose tests come from a suite.
type lab struct {
	testing.TB
	root, dir string // of the module, and of its package
}

func newLab(t testing.TB) *lab {
	t.Helper()
	root := t.TempDir()
	l := &lab{t, root, filepath.Join(root, "report")}
	l.write("go.mod", "module example.com/lab\n")
	l.write("report/report_test.go", "package report\n\nfunc TestReport(t *testing.T) {}\n")
	return l
}

func (l *lab) write(name, text string) {
	l.Helper()
	file := filepath.Join(l.root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		l.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		l.Fatal(err)
	}
}

func (l *lab) read(name string) string {
	l.Helper()
	text, err := os.ReadFile(filepath.Join(l.root, filepath.FromSlash(name)))
	if err != nil {
		l.Fatal(err)
	}
	return string(text)
}

// files returns the paths of the files below a directory, from the module's root.
func (l *lab) files(dir string) []string {
	l.Helper()
	var found []string
	err := filepath.WalkDir(filepath.Join(l.root, filepath.FromSlash(dir)),
		func(name string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				name, _ = filepath.Rel(l.root, name)
				found = append(found, filepath.ToSlash(name))
			}
			return modfs.IgnoreMissing(err)
		})
	if err != nil {
		l.Fatal(err)
	}
	return found
}

func (l *lab) store() *store.Store {
	l.Helper()
	s, err := store.OpenStore(l.root)
	if err != nil {
		l.Fatal(err)
	}
	return s
}

// pending returns the pending results. None may be damaged.
func (l *lab) pending() []store.Pending {
	l.Helper()
	found, err := l.store().Pending()
	if err != nil {
		l.Fatal(err)
	}
	return found
}

func (l *lab) status() store.Status {
	l.Helper()
	status, err := l.store().Status()
	if err != nil {
		l.Fatal(err)
	}
	return status
}

// command returns a run of a suite in the directory of the package. Arguments of the form NAME=VALUE set environment
// variables.
func (l *lab) command(suite string, args ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		l.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Dir = l.dir
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains(ci.Variables, name) || strings.HasPrefix(name, "GOLDIE_") ||
			strings.HasPrefix(name, "ASSAY_")
	})
	cmd.Env = append(cmd.Env, suiteVariable+"="+suite, "PWD="+l.dir)
	for _, arg := range args {
		if strings.Contains(arg, "=") && !strings.HasPrefix(arg, "-") {
			cmd.Env = append(cmd.Env, arg)
		} else {
			cmd.Args = append(cmd.Args, arg)
		}
	}
	return cmd
}

// run runs a suite and returns whether it passed, and its output.
func (l *lab) run(suite string, args ...string) (bool, string) {
	out, err := l.command(suite, args...).CombinedOutput()
	return err == nil, string(out)
}

func (l *lab) mustPass(suite string, args ...string) string {
	l.Helper()
	ok, out := l.run(suite, args...)
	if !ok {
		l.Fatalf("%s %v fails:\n%s", suite, args, out)
	}
	return out
}

// mustFail runs a suite, which has to fail and print each of the texts.
func (l *lab) mustFail(texts []string, suite string, args ...string) string {
	l.Helper()
	ok, out := l.run(suite, args...)
	if ok {
		l.Fatalf("%s %v passes:\n%s", suite, args, out)
	}
	for _, text := range texts {
		if !strings.Contains(out, text) {
			l.Errorf("%s %v does not say %q:\n%s", suite, args, text, out)
		}
	}
	return out
}

// lifts returns a table from rows such as "1,a,0.5 2,b,0.25".
func lifts(rows string) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64},
		{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "lift", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
	}, nil))
	defer b.Release()
	for row := range strings.FieldsSeq(rows) {
		for i, cell := range strings.Split(row, ",") {
			if err := b.Field(i).AppendValueFromString(cell); err != nil {
				panic(err)
			}
		}
	}
	return b.NewRecord()
}

// result returns the table given in the environment.
func result() arrow.Record { return lifts(os.Getenv(resultVariable)) }

const (
	twoRows   = resultVariable + "=1,a,0.5 2,b,0.25"
	otherRows = resultVariable + "=1,a,0.5 2,b,0.75"
	closeRows = resultVariable + "=1,a,0.5 2,b,0.2500000001"

	liftGolden = "report/testdata/golden/TestReport/lift.golden"
	twoLifts   = `# assay 1
# order keyed id
# field id int64 not null
# field name utf8
# field lift float64
# input orders 2 rows: total 9c1f0b7a
id,name,lift
1,a,0.5
2,b,0.25
`
)

// liftOptions returns the options of the case lift.
func liftOptions() Options {
	o := Options{Key: []string{"id"}, Tolerances: []Tolerance{{Column: "lift", Abs: 1e-6}}}
	inputs, ok := os.LookupEnv("GOLDEN_LAB_INPUTS")
	if !ok {
		inputs = "orders 2 rows: total 9c1f0b7a"
	}
	o.Inputs = []string{inputs}
	return o
}

// labCases returns the cases of the suite "cases", from the environment.
func labCases() []string { return strings.Fields(os.Getenv("GOLDEN_LAB_CASES")) }

func cases(names string) string { return "GOLDEN_LAB_CASES=" + names }

// assertCases runs each case as a subtest.
func assertCases(t *testing.T, names ...string) {
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			Assert(t, name, result())
		})
	}
}

var labSuites = map[string]map[string]func(*testing.T){
	"lift": {"TestReport": func(t *testing.T) {
		t.Run("lift", func(t *testing.T) { Assert(t, "lift", result(), liftOptions()) })
	}},
	"cases": {"TestReport": func(t *testing.T) {
		Declare(t, labCases()...)
		assertCases(t, labCases()...)
	}},
	"two tests": {
		"TestOther": func(t *testing.T) {
			Declare(t, "c", "d")
			assertCases(t, "c", "d")
		},
		"TestReport": func(t *testing.T) {
			Declare(t, "a", "b")
			assertCases(t, "a", "b")
		},
	},
	"short": {"TestReport": func(t *testing.T) {
		if testing.Short() {
			t.Skip("not in short runs")
		}
		Declare(t, "a", "b")
		assertCases(t, "a", "b")
	}},
	"two calls": {"TestReport": func(t *testing.T) {
		Declare(t, "a")
		assertCases(t, "a")
		if os.Getenv("GOLDEN_LAB_FATAL") != "" {
			t.Fatal("before it declares b")
		}
		if os.Getenv("GOLDEN_LAB_PANIC") != "" {
			panic("before it declares b")
		}
		Declare(t, "b")
		assertCases(t, "b")
	}},
	"ends": {"TestReport": func(t *testing.T) {
		Declare(t, labCases()...)
		if os.Getenv("GOLDEN_LAB_FATAL") != "" {
			t.Fatal("before any assertion")
		}
		for _, name := range labCases() {
			t.Run(name, func(t *testing.T) {
				if strings.Contains(os.Getenv("GOLDEN_LAB_PANIC"), name) {
					t.Fatal("before its assertion")
				}
				Assert(t, name, result())
			})
		}
	}},
	"undeclared": {"TestReport": func(t *testing.T) {
		Assert(t, "before", result())
		Declare(t, "a")
		assertCases(t, "a")
		t.Run("after", func(t *testing.T) { Assert(t, "after", result()) })
		t.Run("more", func(t *testing.T) { Declare(t, "b") })
	}},
	"declared below": {"TestReport": func(t *testing.T) {
		t.Run("eu", func(t *testing.T) {
			Declare(t, "eu/a")
			Assert(t, "eu/a", result())
		})
		t.Run("us", func(t *testing.T) {
			Declare(t, "us/a")
			Assert(t, "us/a", result())
		})
	}},
	"clashes": {
		"TestAssertedTwice": func(t *testing.T) {
			Assert(t, "a", result())
			Assert(t, "a", result())
		},
		"TestCase": func(t *testing.T) {
			Assert(t, "lift", result())
			Assert(t, "Lift", result())
		},
		"TestSpace": func(t *testing.T) {
			t.Run("one", func(t *testing.T) { Assert(t, "a b", result()) })
			t.Run("two", func(t *testing.T) { Assert(t, "a_b", result()) })
		},
		"TestSubtests": func(t *testing.T) {
			t.Run("one", func(t *testing.T) { Assert(t, "a", result()) })
			t.Run("two", func(t *testing.T) { Assert(t, "a", result()) })
		},
		"TestDeclared": func(t *testing.T) { Declare(t, "a b", "ok", "a_b", "OK", "../up", "ok") },
	},
	"moved": {"TestReport": func(t *testing.T) {
		dir := os.Getenv("GOLDEN_LAB_DIR")
		if dir == "" {
			dir = t.TempDir()
		}
		t.Chdir(dir)
		Assert(t, "lift", result(), liftOptions())
	}},
}

var labActions = map[string]func(args []string){}
