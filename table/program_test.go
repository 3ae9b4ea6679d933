package table_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/ci"
)

// A program is a test that is meant to fail, or to run with other flags. It runs this test binary again, in a process
// and in a module of its own.
type program struct {
	t    testing.TB
	test string // the test that is the program
	dir  string
}

// variantVariable tells a process that it is a program, and which variant.
const variantVariable = "TABLE_TEST_VARIANT"

// newProgram makes a program of a test body. In the program's own process it runs the body and returns nil.
func newProgram(t *testing.T, fixture string, body func(t *testing.T, variant string)) *program {
	t.Helper()
	if variant, ok := os.LookupEnv(variantVariable); ok {
		body(t, variant)
		return nil
	}
	p := &program{t: t, test: t.Name(), dir: t.TempDir()}
	p.write("go.mod", "module example.com/shop\n")
	p.write("report/shop.yaml", fixture)
	return p
}

func (p *program) write(name, text string) {
	p.t.Helper()
	file := filepath.Join(p.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

func (p *program) read(name string) string {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.dir, filepath.FromSlash(name)))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

// golden returns the golden of a case.
func (p *program) golden(name string) string {
	p.t.Helper()
	return p.read("report/testdata/golden/" + p.test + "/" + name + ".golden")
}

var durations = regexp.MustCompile(`\(\d+\.\d+s\)`)

// run runs a variant of the program. Arguments with a dash are flags, the others variables of the environment.
func (p *program) run(variant string, args ...string) (output string, passed bool) {
	p.t.Helper()
	self, err := os.Executable()
	if err != nil {
		p.t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^"+p.test+"$")
	cmd.Dir = filepath.Join(p.dir, "report")
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains(ci.Variables, name) || strings.HasPrefix(v, "GOLDIE_") || strings.HasPrefix(v, "ASSAY_")
	})
	cmd.Env = append(cmd.Env, variantVariable+"="+variant, "PWD="+cmd.Dir, "GORACE=atexit_sleep_ms=0")
	for _, arg := range args {
		if strings.HasPrefix(arg, "-") {
			cmd.Args = append(cmd.Args, arg)
		} else {
			cmd.Env = append(cmd.Env, arg)
		}
	}
	out, err := cmd.CombinedOutput()
	if failed := (*exec.ExitError)(nil); err != nil && !errors.As(err, &failed) {
		p.t.Fatal(err)
	}
	return durations.ReplaceAllString(string(out), "(0s)"), err == nil
}

// record runs the program without a variant, which must pass, and records its goldens.
func (p *program) record(args ...string) {
	p.t.Helper()
	if out, passed := p.run("", append(args, "-update")...); !passed {
		p.t.Fatalf("recording fails:\n%s", out)
	}
}

// passes runs a variant that must pass, and returns its output.
func (p *program) passes(variant string, args ...string) string {
	p.t.Helper()
	out, passed := p.run(variant, args...)
	if !passed {
		p.t.Fatalf("the program fails:\n%s", out)
	}
	return out
}

// fails runs a variant that must fail, and checks that its output has the given texts in order.
func (p *program) fails(variant string, args []string, want ...string) string {
	p.t.Helper()
	out, passed := p.run(variant, args...)
	if passed {
		p.t.Fatalf("the program passes:\n%s", out)
	}
	p.says(out, want...)
	return out
}

// says checks that an output has the given texts in order.
func (p *program) says(out string, want ...string) {
	p.t.Helper()
	rest := out
	for _, text := range want {
		i := strings.Index(rest, text)
		if i < 0 {
			p.t.Errorf("the output does not say, in this order:\n%s\nit says:\n%s", text, out)
			return
		}
		rest = rest[i+len(text):]
	}
}
