package gen

import (
	"context"

	"github.com/assay-go/assay/gen/internal/columns"
)

// References tell which row of another dataset each row of a dataset refers to.
type References struct {
	Dataset, Column string // a reference or the key of Per; no Column for the rows of a Union
	To, ToColumn    string // the dataset, and the column whose values Column has
	Rows            []int  // by row of Dataset, the row of To, or -1
}

// References returns the references of all columns except those within lists, and for each Union one to each of its
// sources: there the two rows are the same.
func (p *Plan) References(ctx context.Context) ([]References, error) {
	var out []References
	for _, d := range p.program.datasets {
		out = append(out, p.sourceRows(d)...)
	}
	for _, n := range p.program.order {
		if n.reference == nil || n.via != n || n.leaf != n || n.inList() {
			continue
		}
		if p.failed != nil {
			return nil, p.failed
		}
		rows, err := p.wholeReferred(ctx, n)
		if err != nil {
			return nil, err
		}
		to := n.reference.target
		out = append(out, References{n.dataset.name, n.path, to.dataset.name, to.path, rows})
	}
	return out, nil
}

// sourceRows returns where the rows of a Union come from.
func (p *Plan) sourceRows(d *dataset) (out []References) {
	start := 0
	for _, source := range d.sources {
		rows := make([]int, p.layout.rows[d.index])
		for k := range rows {
			rows[k] = columns.NoRow
		}
		for k := range p.layout.rows[source.index] {
			rows[start+k] = k
		}
		start += p.layout.rows[source.index]
		out = append(out, References{Dataset: d.name, To: source.name, Rows: rows})
	}
	return out
}
