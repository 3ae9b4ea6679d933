package gen

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Record generates a dataset whole.
func (p *Plan) Record(ctx context.Context, dataset string, o Options) (arrow.Record, error) {
	return p.Slice(ctx, dataset, 0, max(p.Rows(dataset), 0), o)
}

// Slice generates the rows [lo, hi) of a dataset.
func (p *Plan) Slice(ctx context.Context, dataset string, lo, hi int, o Options) (arrow.Record, error) {
	d := p.program.byName[dataset]
	if d == nil {
		return nil, p.noDataset(dataset)
	}
	if rows := p.layout.rows[d.index]; lo < 0 || lo > hi || hi > rows {
		return nil, &Error{At: d.at, Dataset: d.name, Msg: fmt.Sprintf("the rows from %d to %d are not within its %d rows", lo, hi, rows)}
	}
	mem := o.Mem
	if mem == nil {
		mem = goMem
	}
	const least = 8192 // rows a worker is worth its while for
	if o.Workers <= 1 || hi-lo <= least {
		return p.rows(ctx, d, lo, hi, mem)
	}
	return p.parallel(ctx, d, lo, hi, o.Workers, mem)
}

func (p *Plan) noDataset(name string) error {
	return &Error{Dataset: name, Msg: "no such dataset" + didYouMean(name, p.Datasets())}
}

// rows generates the rows [lo, hi) of a dataset in this goroutine.
func (p *Plan) rows(ctx context.Context, d *dataset, lo, hi int, mem memory.Allocator) (arrow.Record, error) {
	f := newFrame(ctx, p, d.scope, rows{n: hi - lo, lo: lo}, mem)
	defer f.release()
	columns := make([]arrow.Array, 0, len(d.emitted))
	for _, n := range d.emitted {
		a, err := f.column(n)
		if err != nil {
			return nil, err
		}
		columns = append(columns, a)
	}
	return array.NewRecord(d.schema, columns, int64(hi-lo)), nil
}

// parallel generates the rows [lo, hi) in pieces, and joins them.
func (p *Plan) parallel(ctx context.Context, d *dataset, lo, hi, workers int, mem memory.Allocator) (arrow.Record, error) {
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
	err := inParallel(workers, len(pieces), func(i int) (err error) {
		from := lo + i*size
		pieces[i], err = p.rows(ctx, d, from, min(from+size, hi), mem)
		return err
	})
	if err != nil {
		return nil, err
	}
	columns := make([]arrow.Array, d.schema.NumFields())
	defer func() { releaseAll(columns) }()
	err = inParallel(workers, len(columns), func(i int) (err error) {
		parts := make([]arrow.Array, len(pieces))
		for k, r := range pieces {
			parts[k] = r.Column(i)
		}
		columns[i], err = array.Concatenate(parts, mem)
		return err
	})
	if err != nil {
		return nil, err
	}
	return array.NewRecord(d.schema, columns, int64(hi-lo)), nil
}

// inParallel calls do with each number below n. It returns the error of the lowest one that has an error.
func inParallel(workers, n int, do func(i int) error) error {
	var next, failed atomic.Int64
	errs := make([]error, n)
	var wg sync.WaitGroup
	for range min(workers, n) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n || failed.Load() > 0 {
					return
				}
				if errs[i] = do(i); errs[i] != nil {
					failed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Reader generates a dataset in batches.
func (p *Plan) Reader(ctx context.Context, dataset string, o Options) (array.RecordReader, error) {
	d := p.program.byName[dataset]
	if d == nil {
		return nil, p.noDataset(dataset)
	}
	r := &reader{refs: 1, plan: p, dataset: d, rows: p.layout.rows[d.index], batch: o.Batch, mem: o.Mem}
	if r.batch <= 0 {
		r.batch = 65_536
	}
	if r.mem == nil {
		r.mem = goMem
	}
	r.ctx, r.cancel = context.WithCancel(ctx)
	if o.Workers > 1 {
		r.ahead = r.start(o.Workers)
	}
	return r, nil
}

// A reader is a RecordReader over the batches of a dataset. With workers some are made ahead of the one that is read.
type reader struct {
	refs    int64
	ctx     context.Context
	cancel  context.CancelFunc
	plan    *Plan
	dataset *dataset
	rows    int
	batch   int
	mem     memory.Allocator
	next    int // the row of the next batch
	ahead   chan chan made
	current arrow.Record
	err     error
}

// made is a batch, or why there is none.
type made struct {
	record arrow.Record
	err    error
}

// start makes batches in so many goroutines. The channel has them in order; it holds as many as are made ahead.
func (r *reader) start(workers int) chan chan made {
	ahead := make(chan chan made, workers)
	work := make(chan func())
	for range workers {
		go func() {
			for do := range work {
				do()
			}
		}()
	}
	go func() {
		defer close(ahead)
		defer close(work)
		for lo := 0; lo < r.rows; lo += r.batch {
			out := make(chan made, 1)
			select {
			case ahead <- out:
			case <-r.ctx.Done():
				return
			}
			work <- func() {
				record, err := r.plan.rows(r.ctx, r.dataset, lo, min(lo+r.batch, r.rows), r.mem)
				out <- made{record, err}
			}
			if r.rows-lo <= r.batch {
				return // lo + batch may not be an int
			}
		}
	}()
	return ahead
}

func (r *reader) Schema() *arrow.Schema { return r.dataset.schema }
func (r *reader) Record() arrow.Record  { return r.current }
func (r *reader) Err() error            { return r.err }

func (r *reader) Next() bool {
	r.drop()
	if r.err != nil || r.next >= r.rows {
		return false
	}
	n := min(r.batch, r.rows-r.next)
	if r.ahead == nil {
		r.current, r.err = r.plan.rows(r.ctx, r.dataset, r.next, r.next+n, r.mem)
	} else if out, ok := <-r.ahead; ok {
		m := <-out
		r.current, r.err = m.record, m.err
	} else {
		r.err = r.ctx.Err()
	}
	r.next += n
	if r.err != nil {
		r.cancel()
	}
	return r.err == nil
}

func (r *reader) drop() {
	if r.current != nil {
		r.current.Release()
		r.current = nil
	}
}

func (r *reader) Retain() { atomic.AddInt64(&r.refs, 1) }

// Release stops the workers and lets go of what they made ahead.
func (r *reader) Release() {
	if atomic.AddInt64(&r.refs, -1) > 0 {
		return
	}
	r.cancel()
	r.drop()
	if r.ahead == nil {
		return
	}
	for out := range r.ahead {
		if m := <-out; m.record != nil {
			m.record.Release()
		}
	}
}
