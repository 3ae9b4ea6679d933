package infer

import (
	"math"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
)

// A pool is a dataset of the fixture that has the different values of a column, or of several that depend on one. The
// column refers to its rows, so as many different values occur as in the data.
type pool struct {
	name    string
	rows    int64
	columns []generator
}

// repeats reports whether a column of texts has more different ones than a list, and fewer than cells.
func repeats(c *profile.Column, r request) bool {
	n, exact := c.Distinct()
	_, few := fewValues(c)
	return r.taken != nil && !r.wide && !r.loose && r.rows > 1 && n > 1 && !few && !c.Unique() &&
		(exact || float64(n) < 0.95*float64(c.Present()))
}

// newPool returns a pool for the values of a column, with a column of weights if some values are more frequent than
// others, and how a reference takes them.
func newPool(c *profile.Column, r request) (p pool, weight string) {
	p.name = r.datasetName(c.Name)
	counts := c.Counts()
	distinct, _ := c.Distinct()
	if 5*distinct > 2*c.Present() { // few repeat
		p.rows = min(distinct, r.rows)
		return p, ", pick: cycle"
	}
	rows := poolRows(counts, float64(distinct))
	p.rows = min(max(int64(math.Round(rows)), 1), 4*r.rows)
	mean, square := 0.0, 0.0
	for _, n := range counts {
		mean += n
		square += float64(n * n)
	}
	mean /= float64(len(counts))
	// Counts of equally likely values vary as much as their mean.
	if variance := square/float64(len(counts)) - float64(mean*mean); variance > 1.3*mean+0.1 {
		name := freeName("weight", map[string]bool{c.Name: true})
		s := shapeOf(counts, counts[0], counts[len(counts)-1], func(v float64) (float64, bool) { return v, true })
		p.columns = append(p.columns, generator{name, s.text(significant) + ", type: float64, transient: true", ""})
		weight = ", weight: " + name
	}
	return p, weight
}

// freeName returns a name that no column has.
func freeName(name string, taken map[string]bool) string {
	for taken[name] {
		name += "_"
	}
	taken[name] = true
	return name
}

// poolRows returns how many values a pool needs so that about distinct ones are drawn if the values have such counts.
func poolRows(counts []float64, distinct float64) float64 {
	occur := func(rows float64) float64 {
		sum := 0.0
		for _, n := range counts {
			sum -= math.Expm1(-n * distinct / rows)
		}
		return rows * sum / float64(len(counts))
	}
	lo, hi := distinct, 20*distinct
	for hi-lo > 0.5 {
		if mid := (lo + hi) / 2; occur(mid) < distinct {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// datasetName returns a name for a dataset that belongs to a column.
func (r request) datasetName(column string) string {
	return unused(nameOf(r.dataset+"_"+column), r.datasets)
}
