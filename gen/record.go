package gen

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"weak"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/bytebudget"
	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/parallel"
)

// Record generates a whole dataset.
func (p *Plan) Record(ctx context.Context, dataset string, o Options) (arrow.Record, error) {
	return p.Slice(ctx, dataset, 0, max(p.Rows(dataset), 0), o)
}

// Slice generates the rows [lo, hi) of a dataset. The cells are those of [Plan.Record].
func (p *Plan) Slice(ctx context.Context, dataset string, lo, hi int, o Options) (arrow.Record, error) {
	d, err := p.rowsOf(dataset, lo, hi)
	if err != nil {
		return nil, err
	}
	const least = 8192 // rows; fewer are not worth a second goroutine
	if o.Workers <= 1 || hi-lo <= least {
		r, err := p.rows(ctx, d, lo, hi, o.allocator(), p.left.Left())
		return r, p.tooLarge(d, err)
	}
	r, err := p.parallel(ctx, d, lo, hi, o.Workers, o.allocator())
	return r, p.tooLarge(d, err)
}

// rowsOf returns a dataset, or an error if it does not have the rows [lo, hi).
func (p *Plan) rowsOf(dataset string, lo, hi int) (*dataset, error) {
	d := p.program.byName[dataset]
	if d == nil {
		return nil, p.noDataset(dataset)
	}
	if p.failed != nil {
		return nil, p.failed
	}
	if rows := p.layout.rows[d.index]; lo < 0 || lo > hi || hi > rows {
		return nil, newError(d.at, d.name, "", fmt.Errorf("rows %d to %d are out of range: it has %d rows", lo, hi, rows))
	}
	return d, nil
}

// rows generates the rows [lo, hi) of a dataset in this goroutine. The error is bytebudget.Err if they take more than
// most bytes.
func (p *Plan) rows(ctx context.Context, d *dataset, lo, hi int, mem memory.Allocator, most int64) (arrow.Record,
	error,
) {
	b := newBatch(ctx, p, d.scope, draw.Rows{N: hi - lo, Lo: lo}, &bytebudget.Allocator{Allocator: mem, Bytes: most})
	defer b.release()
	return b.record(d)
}

// record returns the columns of a dataset without the transient ones.
func (b *batch) record(d *dataset) (arrow.Record, error) {
	cells, err := b.columns(d.emitted)
	if err != nil {
		return nil, err
	}
	return array.NewRecord(d.schema, cells, int64(b.rows.N)), nil
}

// parallel generates the rows [lo, hi) in pieces and joins them.
func (p *Plan) parallel(ctx context.Context, d *dataset, lo, hi, workers int, mem memory.Allocator) (arrow.Record,
	error,
) {
	const least, most = 4096, 1 << 18
	size := min(max((hi-lo)/(workers*4), least), most)
	pieces := make([]arrow.Record, (hi-lo+size-1)/size)
	defer func() {
		for _, r := range pieces {
			if r != nil {
				r.Release()
			}
		}
	}()
	var made atomic.Int64 // bytes
	err := parallel.Try(workers, len(pieces), func(i int) (err error) {
		from := lo + i*size
		if pieces[i], err = p.rows(ctx, d, from, min(from+size, hi), mem, p.left.Left()); err != nil {
			return err
		}
		made.Add(sizeOf(pieces[i]))
		if made.Load() > p.left.Left() {
			return bytebudget.Err
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	joined := make([]arrow.Array, d.schema.NumFields())
	defer func() { columns.ReleaseAll(joined) }()
	err = parallel.Try(workers, len(joined), func(i int) (err error) {
		parts := make([]arrow.Array, len(pieces))
		for k, r := range pieces {
			parts[k] = r.Column(i)
		}
		joined[i], err = array.Concatenate(parts, mem)
		return err
	})
	if err != nil {
		return nil, err
	}
	return array.NewRecord(d.schema, joined, int64(hi-lo)), nil
}

func sizeOf(r arrow.Record) (size int64) {
	for _, c := range r.Columns() {
		size += budget.SizeOf(c.Data(), 0, c.Len())
	}
	return size
}

// A sharedRecord wraps a record that several callers hold, so that a weak pointer can refer to it.
type sharedRecord struct{ arrow.Record }

// A sharedTable is the record of a dataset for as long as a caller holds it.
type sharedTable struct {
	mu    sync.Mutex // held while the record is generated, so that other callers wait for it
	held  weak.Pointer[sharedRecord]
	spent bool // its bytes; a record that is generated again is not counted again
}

// Shared returns a whole dataset, as [Plan.Record] does. While a caller holds the record, others get the same one, so
// callers must not modify it. The plan returned by [Plan.Redraw] reuses the unchanged columns if a caller holds the
// original record. The memory comes from Go's allocator.
func (p *Plan) Shared(ctx context.Context, dataset string, o Options) (arrow.Record, error) {
	o.Mem = columns.GoMem
	d := p.program.byName[dataset]
	if d == nil {
		return nil, p.noDataset(dataset)
	}
	if p.base != nil {
		if base := p.base.shared[d.index].peek(); base != nil && p.failed == nil {
			return p.redrawnRecord(ctx, d, base)
		}
		return p.Record(ctx, dataset, o)
	}
	return p.shared[d.index].get(p, d, func() (arrow.Record, error) { return p.Record(ctx, dataset, o) })
}

func (s *sharedTable) get(p *Plan, d *dataset, make func() (arrow.Record, error)) (arrow.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.held.Value()
	if r == nil {
		made, err := make()
		if err != nil {
			return nil, err
		}
		if size := sizeOf(made); !s.spent {
			if err := p.spend(size); err != nil {
				return nil, p.tooLarge(d, err)
			}
			s.spent = true
		}
		r = &sharedRecord{made} // its own reference is left to the garbage collector
		s.held = weak.Make(r)
	}
	r.Retain()
	return r, nil
}

// peek returns the record if a caller holds it. It does not wait for one that is being generated.
func (s *sharedTable) peek() *sharedRecord {
	if !s.mu.TryLock() {
		return nil
	}
	defer s.mu.Unlock()
	return s.held.Value()
}

// redrawnRecord generates the columns that a redraw changes and takes the others from the record of the base plan.
func (p *Plan) redrawnRecord(ctx context.Context, d *dataset, base *sharedRecord) (arrow.Record, error) {
	b := newBatch(ctx, p, d.scope, draw.Rows{N: p.layout.rows[d.index]},
		&bytebudget.Allocator{Allocator: columns.GoMem, Bytes: p.left.Left()})
	defer b.release()
	for i, n := range d.emitted {
		if !p.moved[n.id] {
			b.cells[n.slot] = base.Column(i)
			b.cells[n.slot].Retain()
		}
	}
	r, err := b.record(d)
	return r, p.tooLarge(d, err)
}
