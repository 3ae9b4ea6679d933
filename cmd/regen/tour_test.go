package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sebdah/goldie/v2"

	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
)

// tour is a fixture of the whole language, and what it generates: that never changes, on no architecture.
const tour = "../../testdata/tour"

// TestTheTourGeneratesWhatItAlwaysDid compares every byte; -update records a dataset that is new.
func TestTheTourGeneratesWhatItAlwaysDid(t *testing.T) {
	for _, workers := range []string{"1", "3"} {
		dir := t.TempDir()
		var out, errOut bytes.Buffer
		args := []string{"gen", tour + ".yaml", "-o", dir, "--workers", workers}
		if status := run(context.Background(), args, strings.NewReader(""), &out, &errOut); status != exitcode.Nothing {
			t.Fatalf("regen gen ends with status %d: %s", status, errOut.String())
		}
		files, err := filepath.Glob(filepath.Join(dir, "*.csv"))
		if err != nil || len(files) != 4 {
			t.Fatalf("regen gen writes %v, %v; want a file for each of the four datasets", files, err)
		}
		g := goldie.New(t, goldie.WithFixtureDir(tour), goldie.WithNameSuffix(".csv"))
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			g.Assert(t, strings.TrimSuffix(filepath.Base(f), ".csv"), text)
		}
	}
}
