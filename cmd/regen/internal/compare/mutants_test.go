package compare

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/cmd/regen/internal/golist"
)

var (
	mutantsFlag = flag.Int("mutants", 2, "how many `mutants` of the corpus are compared; 0 for all")
	inputsFlag  = flag.Int("inputs", 1000, "the inputs for each transform of a mutant")
)

// testsOf are the tests of the transforms in a file.
var testsOf = map[string]string{
	"attribution.go": "TestLastTouch", "performance.go": "TestCampaignPerformance", "lift.go": "TestHoldoutLift",
	"products.go": "TestBestSellers", "order.go": "TestCampaignPerformance", "recipient.go": "TestLastTouch",
	"weather.go": "Test(Daily|Weekly)Weather", "sync.go": "TestSync",
}

// A mutant is a change of one line of an example.
type mutant struct {
	kind, file, old, new string
	equivalent           string // why it differs on no input
}

func mutants(t *testing.T) (all []mutant) {
	t.Helper()
	text, err := os.ReadFile("testdata/mutants.txt")
	if err != nil {
		t.Fatal(err)
	}
	for block := range strings.SplitSeq(string(text), "\n\n") {
		lines := strings.Split(strings.TrimSpace(block), "\n")
		if strings.HasPrefix(lines[0], "#") {
			continue
		}
		var m mutant
		m.kind, m.file, _ = strings.Cut(lines[0], " ")
		m.old, m.new = strings.TrimPrefix(lines[1], "- "), strings.TrimPrefix(lines[2], "+ ")
		if len(lines) > 3 {
			m.equivalent = strings.TrimPrefix(lines[3], "equivalent: ")
		}
		all = append(all, m)
	}
	return all
}

// overlay writes the mutated file and returns the file for the go command's -overlay.
func (m *mutant) overlay(t *testing.T, examples, dir string) string {
	t.Helper()
	file := filepath.Join(examples, m.file)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(text), "\t"+m.old+"\n")+strings.Count(string(text), "\n"+m.old+"\n") != 1 {
		t.Fatalf("%s does not have this line once: %s", m.file, m.old)
	}
	mutated := filepath.Join(dir, m.file)
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{file: mutated}})
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "overlay.json")
	for name, text := range map[string]string{
		mutated: strings.Replace(string(text), m.old+"\n", m.new+"\n", 1), out: string(overlay),
	} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// TestMutantsOfTheExampleAreFound compares each transform with mutants of it. Those that goldens do not see are why
// revisions are compared.
func TestMutantsOfTheExampleAreFound(t *testing.T) {
	examples, err := filepath.Abs("../../../../examples/reporting")
	if err != nil {
		t.Fatal(err)
	}
	const pkg = "github.com/assay-go/assay/examples/reporting"
	build := func(t *testing.T, flags ...string) *tree {
		t.Helper()
		tr := &tree{name: "mutant", place: golist.Place{Dir: examples, Flags: flags}, scratch: t.TempDir()}
		if err := tr.list(t.Context(), []string{"."}); err != nil {
			t.Fatal(err)
		}
		if err := tr.build(t.Context(), []string{pkg}); err != nil || tr.binaries[pkg] == nil {
			t.Fatal(err, tr.failed)
		}
		return tr
	}
	old := build(t)
	all := mutants(t)
	if *mutantsFlag > 0 {
		all = all[:*mutantsFlag]
	}
	found, seen, differ, inputs, slowest := 0, 0, 0, 0, time.Duration(0)
	for i, m := range all {
		t.Run(fmt.Sprintf("%d %s %s", i+1, m.kind, m.file), func(t *testing.T) {
			now := build(t, "-overlay="+m.overlay(t, examples, t.TempDir()))
			golden := exec.Command(now.binaries[pkg].path, "-assay.leaks=off")
			golden.Dir, golden.Env = examples, append(os.Environ(), "ASSAY_DIR="+t.TempDir())
			bySight := golden.Run() != nil
			started := time.Now()
			s := &session{
				Options: Options{
					Inputs: *inputsFlag, Each: time.Minute, Progress: func(string) {}, Run: "^" + testsOf[m.file] + "$",
				},
				Comparison: &Comparison{}, old: old, now: now,
			}
			if err := s.compare(t.Context()); err != nil || len(s.Failed) > 0 {
				t.Fatal(err, s.Failed)
			}
			took := time.Since(started)
			slowest = max(slowest, took)
			at := 0
			for _, tr := range s.Transforms {
				if tr.Difference != nil && at == 0 {
					at = tr.Inputs + 1
				}
			}
			t.Logf("goldens see it: %t; compare finds it at input %d (0: no), %v", bySight, at, took.Round(time.Millisecond))
			switch {
			case m.equivalent == "" && at == 0:
				t.Errorf("not found: %s", m.new)
			case m.equivalent != "" && at > 0:
				t.Errorf("equivalent (%s), but said to differ: %s", m.equivalent, m.new)
			}
			if m.equivalent == "" {
				differ++
				inputs = max(inputs, at)
				if at > 0 {
					found++
				}
				if bySight {
					seen++
				}
			}
		})
	}
	t.Logf("%d of %d mutants found, the last at input %d; goldens see %d; %d equivalent ones; at most %v each",
		found, differ, inputs, seen, len(all)-differ, slowest.Round(time.Millisecond))
}
