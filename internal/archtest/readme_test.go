package archtest

import (
	"flag"
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

// TestTheReadmeTellsTheTruth follows the README in a new module: it makes the files, the mistakes and the approval that
// the README shows, and compares the output. With -update it writes the output into the README.
func TestTheReadmeTellsTheTruth(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds a module")
	}
	readme := readReadme(t, "README.md")
	shop := newModule(t, readme, "fixtures/shop.yaml", "revenue.go", "revenue_test.go")
	if readme.update {
		defer readme.save()
	}

	if out, err := shop.run("go", "test", ".", "-count=1", "-update"); err != nil {
		t.Fatalf("the README's module does not record its goldens: %v\n%s", err, out)
	}

	const golden = "revenue_test.go"
	before := shop.read(golden)
	shop.edit("revenue.go", "\t\tcase \"canceled\":\n", "", "case \"paid\":", "case \"paid\", \"canceled\":")
	readme.show("go test . (canceled orders are counted)", shop.failure())
	if out, err := shop.run("go", "tool", "regen", "approve", "TestRevenueByCountry/canceled_orders_do_not"); err != nil {
		t.Fatalf("the README's approval fails: %v\n%s", err, out)
	}
	readme.show("git diff (after the approval)", shop.gitDiff(golden, before))

	shop.write("revenue.go", readme.blocks["revenue.go"])
	shop.write(golden, before)
	shop.edit("revenue_test.go", `"canceled", "orders.total": 10}`, `"canceled"}`)
	readme.show("go test . (orders.total is not pinned)", shop.failure())

	shop.edit(
		"fixtures/shop.yaml",
		"fake: name}",
		"fake: nme}",
		"canceled: 2",
		"canceled: x",
		"key: customer_id",
		"key: customer",
	)
	readme.show("go test . (three mistakes in the fixture)", shop.failure())
}

// A readme is the README with its code blocks that have a title.
type readme struct {
	t      *testing.T
	name   string // its path from the root of the repository
	update bool
	text   string
	blocks map[string]string // by title
}

func readReadme(t *testing.T, name string) *readme {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	r := &readme{t, name, flag.Lookup("update").Value.String() == "true", string(text), map[string]string{}}
	for _, m := range regexp.MustCompile("(?ms)^```\\w+ ([^\n]+)\n(.*?)^```$").FindAllStringSubmatch(r.text, -1) {
		r.blocks[m[1]] = m[2]
	}
	return r
}

// show compares the block of a title with what a command printed, apart from the seconds, and replaces it in r.
func (r *readme) show(title, printed string) {
	r.t.Helper()
	block := r.blocks[title]
	seconds := regexp.MustCompile(`\(\d+\.\d+s\)`)
	printed = seconds.ReplaceAllString(printed, "(0.00s)")
	if diff := cmp.Diff(seconds.ReplaceAllString(block, "(0.00s)"), printed); !r.update && diff != "" {
		r.t.Errorf("%s does not show what %q prints (-README +run):\n%s", r.name, title, diff)
	}
	r.text = strings.Replace(r.text, title+"\n"+block+"```", title+"\n"+printed+"```", 1)
}

func (r *readme) save() {
	if err := os.WriteFile(filepath.Join(root, r.name), []byte(r.text), 0o666); err != nil {
		r.t.Error(err)
	}
}

// A userModule is a module outside the tree that uses this one.
type userModule struct {
	t   *testing.T
	dir string
}

// newModule makes a module of the named blocks, with the versions of this repository's go.mod.
func newModule(t *testing.T, readme *readme, files ...string) userModule {
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
		if readme.blocks[f] == "" {
			t.Fatalf("README.md has no block with the title %q", f)
		}
		m.write(f, readme.blocks[f])
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
		if key, _, _ := strings.Cut(v, "="); !slices.Contains(
			append([]string{"GOLDIE_UPDATE", "ASSAY_UPDATE_IN_CI", "ASSAY_DIR", "GOFLAGS", "GOWORK"}, ci.Variables...),
			key,
		) {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "GOFLAGS=-mod=mod -vet=off", "GOWORK=off", "NO_COLOR=1", "GIT_CONFIG_GLOBAL="+os.DevNull)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// failure runs the tests, which have to fail, and returns what they print.
func (m userModule) failure() string {
	m.t.Helper()
	out, err := m.run("go", "test", ".", "-count=1")
	if err == nil {
		m.t.Error("the tests pass")
	}
	failure, _, _ := strings.Cut(out, "\nFAIL\n")
	return failure + "\n"
}

// gitDiff returns what git diff says of a file that was different before, without the line of object names.
func (m userModule) gitDiff(name, before string) string {
	m.t.Helper()
	after := m.read(name)
	m.write(name, before)
	for _, args := range [][]string{{"init", "-q"}, {"add", name}} {
		if out, err := m.run("git", args...); err != nil {
			m.t.Fatalf("git %s: %v\n%s", args[0], err, out)
		}
	}
	m.write(name, after)
	out, err := m.run("git", "diff")
	if err != nil {
		m.t.Fatalf("git diff: %v\n%s", err, out)
	}
	return regexp.MustCompile(`(?m)^index .*\n`).ReplaceAllString(out, "")
}
