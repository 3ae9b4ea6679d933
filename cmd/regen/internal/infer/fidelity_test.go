package infer

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/cmd/regen/internal/tablefile"
	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/datafile"
)

var (
	fidelityOf = flag.String("fidelity", "", "measure infer over the data files of this directory")
	verbose    = flag.Bool("fidelity.columns", false, "name the columns that are out of bounds")
)

// mostMeasured is the size up to which data files are measured.
const mostMeasured = 12 << 20

// measures has the bounds that a generated column is held to, the column of the data first.
var measures = []struct {
	name   string
	within func(was, is *profile.Column) (ok, applies bool)
}{
	{"null share", func(was, is *profile.Column) (bool, bool) {
		return math.Abs(share(was.Nulls, was.Rows)-share(is.Nulls, is.Rows)) <= nearShare(was), true
	}},
	{"distinct count", func(was, is *profile.Column) (bool, bool) {
		a, _ := was.Distinct()
		b, _ := is.Distinct()
		// Of values that occur a few times, a sample of the same size lacks some by chance.
		chance := 0.0
		for _, n := range was.Counts() {
			if !was.Unique() {
				chance += math.Exp(-n) * -math.Expm1(-n)
			}
		}
		return math.Abs(float64(a-b)) <= max(0.05*float64(a), 2*math.Sqrt(chance), 0.5), was.Present() > 0
	}},
	{"uniqueness", func(was, is *profile.Column) (bool, bool) {
		n, _ := was.Distinct() // a few values that come twice may be chance
		return was.Unique() == is.Unique(), was.Present() > 1 && (was.Unique() || float64(n) < 0.95*float64(was.Present()))
	}},
	{"zeros", func(was, is *profile.Column) (bool, bool) {
		if !measured(was) || !measured(is) {
			return false, measured(was)
		}
		zeros := func(c *profile.Column) float64 {
			s := c.Numbers.Sample()
			n := 0
			for _, v := range s {
				if v == 0 {
					n++
				}
			}
			return share(int64(n), int64(len(s)))
		}
		return math.Abs(zeros(was)-zeros(is)) <= nearShare(was), true
	}},
	{"quantiles", func(was, is *profile.Column) (bool, bool) {
		if !measured(was) || !measured(is) {
			return false, measured(was)
		}
		xs, ys := was.Numbers.Sample(), is.Numbers.Sample()
		width := at(xs, 0.99) - at(xs, 0.01)
		for _, p := range []float64{0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99} {
			// In a small sample, quantiles vary by more than the bound: those near count as well.
			near := 1 / math.Sqrt(float64(len(xs)))
			lo, hi := at(xs, max(p-near, 0)), at(xs, min(p+near, 1))
			if y := at(ys, p); y < lo-0.03*width || y > hi+0.03*width {
				return false, true
			}
		}
		return true, true
	}},
	{"range", func(was, is *profile.Column) (bool, bool) {
		if !measured(was) || !measured(is) {
			return false, measured(was)
		}
		a, b := was.Numbers, is.Numbers
		slack := 0.05 * (a.Greatest - a.Least)
		if a.N < 20 { // a range says more about a few
			slack *= 2
		}
		return b.Least >= a.Least-slack && b.Greatest <= a.Greatest+slack && (a.Least < 0 || b.Least >= 0), true
	}},
	{"text form", func(was, is *profile.Column) (bool, bool) {
		if was.Texts == nil || is.Texts == nil || was.Texts.N == 0 {
			return false, was.Texts != nil && was.Texts.N > 0
		}
		a, b := was.Texts.Lengths, is.Texts.Lengths
		have := alphabet(was.Texts.Sample())
		foreign := 0
		for _, s := range is.Texts.Sample() {
			if strings.ContainsFunc(s, func(r rune) bool { return !have[class(r)] }) {
				foreign++
			}
		}
		return math.Abs(a.Mean()-b.Mean()) <= max(0.15*a.Mean(), 1) && foreign*20 <= len(is.Texts.Sample()), true
	}},
}

// nearShare is one point, or the noise of a share in a small table if that is more.
func nearShare(c *profile.Column) float64 { return max(0.01, 1/math.Sqrt(float64(max(c.Rows, 1)))) }

func measured(c *profile.Column) bool {
	return c.Numbers != nil && c.Numbers.N > 1 && c.Type.ID() != arrow.BOOL
}

// at returns a quantile of sorted numbers.
func at(xs []float64, p float64) float64 { return xs[int(math.Round(p*float64(len(xs)-1)))] }

// class returns one character for each kind: '0' for digits, 'a' and 'A' for letters, 'é' beyond ASCII.
func class(r rune) rune {
	switch {
	case '0' <= r && r <= '9':
		return '0'
	case 'a' <= r && r <= 'z':
		return 'a'
	case 'A' <= r && r <= 'Z':
		return 'A'
	case r >= 0x80:
		return 'é'
	}
	return r
}

func alphabet(texts []string) map[rune]bool {
	have := map[rune]bool{}
	for _, s := range texts {
		for _, r := range s {
			have[class(r)] = true
		}
	}
	return have
}

// TestFidelity measures how near the data of inferred fixtures is to the data that they are inferred from. Without
// -fidelity it measures over the data of this repository, and the shares must not fall.
func TestFidelity(t *testing.T) {
	root := *fidelityOf
	if root == "" {
		root = "../../../../"
	}
	var paths []string
	err := filepath.WalkDir(root, func(path string, e os.DirEntry, err error) error {
		if err == nil && slices.Contains(tablefile.Extensions(), strings.TrimPrefix(filepath.Ext(path), ".")) &&
			(*fidelityOf != "" || filepath.Ext(path) == ".csv") {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	good, all := make([]int, len(measures)), make([]int, len(measures))
	files, columns := 0, 0
	for _, path := range paths {
		if s, err := os.Stat(path); err != nil || s.Size() > mostMeasured {
			continue
		}
		table, err := tablefile.Open(path, datafile.Dialect{})
		if err != nil {
			continue // not a table
		}
		was, is := regenerated(t, table)
		if was == nil {
			continue
		}
		files++
		for _, c := range was.Columns {
			columns++
			other := slices.IndexFunc(is.Columns, func(o *profile.Column) bool { return o.Name == c.Name })
			for i, m := range measures {
				ok := false
				applies := true
				if other >= 0 {
					ok, applies = m.within(c, is.Columns[other])
				}
				if !applies {
					continue
				}
				all[i]++
				if ok {
					good[i]++
				} else if *verbose {
					fmt.Printf("%-15s %s: %s%s\n", m.name, filepath.Base(path), c.Name, changed(c, is.Columns, other))
				}
			}
		}
	}
	fmt.Printf("infer over %d files, %d columns: columns within the bounds\n", files, columns)
	for i, m := range measures {
		fmt.Printf("  %-15s %4d of %4d  %5.1f%%\n", m.name, good[i], all[i], 100*float64(good[i])/float64(max(all[i], 1)))
		if *fidelityOf == "" && float64(good[i]) < 0.7*float64(all[i]) {
			t.Errorf("%s: %d of %d columns are within the bounds", m.name, good[i], all[i])
		}
	}
}

// changed formats what a column was and is.
func changed(was *profile.Column, all []*profile.Column, other int) string {
	if other < 0 {
		return ""
	}
	text := func(c *profile.Column) string {
		n, _ := c.Distinct()
		var s strings.Builder
		s.WriteString(fmt.Sprintf("%d of %d distinct", n, c.Present()))
		if c.Numbers != nil {
			for _, p := range []float64{0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99} {
				s.WriteString(fmt.Sprintf(" %.4g", quantile(c.Numbers.Sample(), p)))
			}
		}
		return s.String()
	}
	return "\n    was " + text(was) + "\n    is  " + text(all[other])
}

// regenerated returns the profiles of a table and of the data that its inferred fixture generates. They are nil if the
// file is not a table after all.
func regenerated(t *testing.T, table *datafile.Table) (was, is *profile.Table) {
	t.Helper()
	d, err := look(context.Background(), table, Options{})
	if err != nil {
		return nil, nil
	}
	text, err := Fixture(context.Background(), []*datafile.Table{table}, Options{})
	if err != nil {
		t.Errorf("%s: %v", table.Path, err)
		return nil, nil
	}
	lints(t, text)
	path := filepath.Join(t.TempDir(), "f.yaml")
	if err := os.WriteFile(path, text, 0o666); err != nil {
		t.Fatal(err)
	}
	fx, err := fixtures.Open(path)
	if err != nil {
		t.Errorf("%s: %v", table.Path, err)
		return nil, nil
	}
	plan, err := fx.Plan()
	if err != nil {
		t.Errorf("%s: %v", table.Path, err)
		return nil, nil
	}
	is = profile.New(plan.Schema(d.name))
	r, err := plan.Reader(context.Background(), d.name, gen.Options{})
	if err != nil {
		t.Errorf("%s: %v", table.Path, err)
		return nil, nil
	}
	for r.Next() {
		if err := is.Add(r.Record()); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Err(); err != nil {
		t.Errorf("%s: %v", table.Path, err)
		return nil, nil
	}
	return d.about, is
}
