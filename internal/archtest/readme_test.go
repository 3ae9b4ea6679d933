package archtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-go/assay/internal/ci"
)

// TestTheReadmeTellsTheTruth follows the README in a new module: its files, its slips, and what it says that they print.
func TestTheReadmeTellsTheTruth(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds a module")
	}
	readme := readmeBlocks(t)
	shop := newModule(t, readme, "fixtures/shop.yaml", "revenue.go", "revenue_test.go")

	if out, err := shop.run("go", "test", ".", "-count=1", "-update"); err != nil {
		t.Fatalf("the README's module does not record its goldens: %v\n%s", err, out)
	}

	const golden = "testdata/golden/TestRevenueByCountry/cancelled_orders_do_not.golden"
	before := shop.read(golden)
	shop.edit("revenue.go", "\t\tcase \"cancelled\":\n", "", "case \"paid\":", "case \"paid\", \"cancelled\":")
	shop.fails(readme["go test . (cancelled orders are counted)"])
	if out, err := shop.run("go", "tool", "regen", "approve", "TestRevenueByCountry/cancelled_orders_do_not"); err != nil {
		t.Fatalf("the README's approval fails: %v\n%s", err, out)
	}
	var want []string
	for line := range strings.Lines(readme["git diff (after the approval)"]) {
		if !strings.HasPrefix(line, "--- ") && !strings.HasPrefix(line, "+++ ") && strings.ContainsAny(line[:1], "+-") {
			want = append(want, line)
		}
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, changedLines(before, shop.read(golden))); diff != "" {
		t.Errorf("the golden does not change as the README shows (-README +run):\n%s", diff)
	}

	shop.write("revenue.go", readme["revenue.go"])
	shop.write(golden, before)
	shop.edit("revenue_test.go", `"cancelled", "orders.total": 10}`, `"cancelled"}`)
	shop.fails(readme["go test . (orders.total is not pinned)"])

	shop.edit("fixtures/shop.yaml", "fake: name}", "fake: nme}", "cancelled: 2", "cancelled: x", "key: customer_id", "key: customer")
	shop.fails(readme["go test . (three slips in the fixture)"])
}

// changedLines are the lines that only one of two texts has, with a sign, sorted.
func changedLines(before, after string) []string {
	was, is := strings.SplitAfter(before, "\n"), strings.SplitAfter(after, "\n")
	var out []string
	for _, line := range was {
		if !slices.Contains(is, line) {
			out = append(out, "-"+line)
		}
	}
	for _, line := range is {
		if !slices.Contains(was, line) {
			out = append(out, "+"+line)
		}
	}
	slices.Sort(out)
	return out
}

// readmeBlocks are the README's code blocks that have a title, by it.
func readmeBlocks(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string]string{}
	for _, m := range regexp.MustCompile("(?ms)^```\\w+ ([^\n]+)\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
		blocks[m[1]] = m[2]
	}
	return blocks
}

// A userModule is a module outside the tree that uses this one.
type userModule struct {
	t   *testing.T
	dir string
}

// newModule makes a module of the named blocks, with the versions of this repository's go.mod.
func newModule(t *testing.T, blocks map[string]string, files ...string) userModule {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	m := userModule{t, t.TempDir()}
	ours := userModule{t, root}
	m.write("go.mod", strings.Replace(ours.read("go.mod"), "module "+module, "module example.com/shop", 1)+
		"\nrequire "+module+" v0.0.0\n\nreplace "+module+" => "+filepath.ToSlash(root)+"\n")
	m.write("go.sum", ours.read("go.sum"))
	for _, f := range files {
		if blocks[f] == "" {
			t.Fatalf("README.md has no block with the title %q", f)
		}
		m.write(f, blocks[f])
	}
	return m
}

func (m userModule) read(name string) string {
	m.t.Helper()
	b, err := os.ReadFile(filepath.Join(m.dir, name))
	if err != nil {
		m.t.Fatal(err)
	}
	return string(b)
}

func (m userModule) write(name, text string) {
	m.t.Helper()
	p := filepath.Join(m.dir, name)
	if err := os.MkdirAll(filepath.Dir(p), 0o777); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
		m.t.Fatal(err)
	}
}

// edit replaces each old text, which has to be there, by the new one that follows it.
func (m userModule) edit(name string, oldnew ...string) {
	m.t.Helper()
	text := m.read(name)
	for i := 0; i < len(oldnew); i += 2 {
		if !strings.Contains(text, oldnew[i]) {
			m.t.Fatalf("%s has no %q", name, oldnew[i])
		}
		text = strings.Replace(text, oldnew[i], oldnew[i+1], 1)
	}
	m.write(name, text)
}

// run runs a command in the module, as on a developer's machine.
func (m userModule) run(name string, args ...string) (string, error) {
	m.t.Helper()
	cmd := exec.CommandContext(m.t.Context(), name, args...)
	cmd.Dir = m.dir
	for _, v := range os.Environ() {
		if key, _, _ := strings.Cut(v, "="); !slices.Contains(append([]string{"GOLDIE_UPDATE", "ASSAY_UPDATE_IN_CI", "ASSAY_DIR", "GOFLAGS", "GOWORK"}, ci.Variables...), key) {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "GOFLAGS=-mod=mod", "GOWORK=off", "NO_COLOR=1")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// fails runs the tests, which have to print the given text and then that they fail.
func (m userModule) fails(want string) {
	m.t.Helper()
	out, err := m.run("go", "test", ".", "-count=1")
	if err == nil {
		m.t.Errorf("the tests pass; README.md says:\n%s", want)
	}
	seconds := regexp.MustCompile(`\(\d+\.\d+s\)`)
	got, _, _ := strings.Cut(out, "\nFAIL\n")
	if diff := cmp.Diff(seconds.ReplaceAllString(want, "(-)"), seconds.ReplaceAllString(got+"\n", "(-)")); want == "" || diff != "" {
		m.t.Errorf("the tests do not print what README.md says (-README +run):\n%s", diff)
	}
}
