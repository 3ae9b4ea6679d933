package merge

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/internal/goldenfile"
)

// TestMerges runs the files of testdata: base, ours, theirs, and merged, which is the golden with its conflicts, and
// said, a line for each conflict and note. A file without merged wants the error said, or ErrLines.
func TestMerges(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			parts := map[string][]byte{}
			for _, f := range archive.Files {
				parts[f.Name] = f.Data
			}
			for _, side := range []string{"ours", "theirs"} {
				if parts[side] == nil {
					parts[side] = parts["base"]
				}
			}
			got, err := Goldens(parts["base"], parts["ours"], parts["theirs"], Labels{"ours", "base", "theirs"})
			if parts["merged"] == nil {
				want := strings.TrimSpace(string(parts["said"]))
				if want == "" {
					want = ErrLines.Error()
				}
				if err == nil || err.Error() != want {
					t.Fatalf("got %v, want %s", err, want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Text) != string(parts["merged"]) {
				t.Errorf("got\n%swant\n%s", got.Text, parts["merged"])
			}
			var said strings.Builder
			for _, c := range got.Conflicts {
				said.WriteString(c.String() + "\n")
			}
			for _, n := range got.Notes {
				said.WriteString(n + "\n")
			}
			if said.String() != string(parts["said"]) {
				t.Errorf("said\n%swant\n%s", said.String(), parts["said"])
			}
			if len(got.Conflicts) == 0 {
				if _, err := goldenfile.Decode(got.Text, "merged"); err != nil {
					t.Error(err)
				}
			}
			// The other way round there are the same conflicts, and without them the same golden but for the order of columns.
			back, err := Goldens(parts["base"], parts["theirs"], parts["ours"], Labels{"ours", "base", "theirs"})
			if err != nil || len(back.Conflicts) != len(got.Conflicts) {
				t.Errorf("the other way round: %v, %v", back, err)
			}
		})
	}
}

func TestAGoldenThatCannotBeReadIsAnError(t *testing.T) {
	fine := []byte("# assay 1\n# order keyed a\n# field a int64\na\n1\n")
	broken := []byte("# assay 1\n# order keyed a\n# field a int64\na\nx\n")
	if _, err := os.Stat("testdata"); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		sides := [3][]byte{fine, fine, fine}
		sides[i] = broken
		var wrong *goldenfile.ParseError
		if _, err := Goldens(sides[0], sides[1], sides[2], Labels{"ours", "base", "theirs"}); !errors.As(err, &wrong) ||
			wrong.Line != 5 {
			t.Errorf("side %d: %v", i, err)
		}
	}
}
