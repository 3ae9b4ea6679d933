package gen

import (
	"context"
	"sync"
	"weak"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/gen/internal/bytebudget"
)

// A sharedRecord is a record that everyone gets who asks for it. It is apart from the record, so that it can be let go.
type sharedRecord struct{ arrow.Record }

// A sharedTable is the record of a dataset while somebody holds it.
type sharedTable struct {
	mu   sync.Mutex // held while the record is made, so that those who ask meanwhile wait for it
	held weak.Pointer[sharedRecord]
}

// Shared returns a dataset whole, as [Plan.Record] does. Whoever asks while somebody holds it gets the same record, so
// that nobody may write to it. A plan that [Plan.Redraw] returned takes the columns that did not move from the record
// of the plan that it is of, where that is held. The memory is Go's.
func (p *Plan) Shared(ctx context.Context, dataset string, o Options) (arrow.Record, error) {
	o.Mem = goMem
	d := p.program.byName[dataset]
	if d == nil {
		return nil, p.noDataset(dataset)
	}
	if p.base != nil {
		if base := p.base.shared[d.index].peek(); base != nil {
			return p.besides(ctx, d, base)
		}
		return p.Record(ctx, dataset, o)
	}
	return p.shared[d.index].get(func() (arrow.Record, error) { return p.Record(ctx, dataset, o) })
}

func (s *sharedTable) get(make func() (arrow.Record, error)) (arrow.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.held.Value()
	if r == nil {
		made, err := make()
		if err != nil {
			return nil, err
		}
		r = &sharedRecord{made} // whose own reference is the garbage collector's to drop
		s.held = weak.Make(r)
	}
	r.Retain()
	return r, nil
}

// peek returns the record where it is held, without waiting for one that is being made.
func (s *sharedTable) peek() *sharedRecord {
	if !s.mu.TryLock() {
		return nil
	}
	defer s.mu.Unlock()
	return s.held.Value()
}

// besides generates the columns of a dataset that moved, and takes the others from the record of the base.
func (p *Plan) besides(ctx context.Context, d *dataset, base *sharedRecord) (arrow.Record, error) {
	f := newFrame(ctx, p, d.scope, rows{n: p.layout.rows[d.index]}, &bytebudget.Allocator{Allocator: goMem, Bytes: maxTable})
	defer f.release()
	for i, n := range d.emitted {
		if !p.moved[n.id] {
			f.cells[n.slot] = base.Column(i)
			f.cells[n.slot].Retain()
		}
	}
	columns := make([]arrow.Array, len(d.emitted))
	for i, n := range d.emitted {
		var err error
		if columns[i], err = f.column(n); err != nil {
			return nil, p.tooLarge(d, err)
		}
	}
	return array.NewRecord(d.schema, columns, int64(f.rows.n)), nil
}
