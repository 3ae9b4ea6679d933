package gen

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/bytebudget"
)

// Reader generates a dataset in batches. A batch that takes more than 64 MiB comes as several records.
func (p *Plan) Reader(ctx context.Context, dataset string, o Options) (array.RecordReader, error) {
	return p.SliceReader(ctx, dataset, 0, max(p.Rows(dataset), 0), o)
}

// SliceReader generates the rows [lo, hi) of a dataset in batches, as [Plan.Reader] does.
func (p *Plan) SliceReader(ctx context.Context, dataset string, lo, hi int, o Options) (array.RecordReader, error) {
	d, err := p.rowsOf(dataset, lo, hi)
	if err != nil {
		return nil, err
	}
	r := &reader{refs: 1, plan: p, dataset: d, next: lo, rows: hi, batch: o.Batch, mem: o.allocator()}
	if r.batch <= 0 {
		r.batch = 65_536
	}
	r.ctx, r.cancel = context.WithCancel(ctx)
	if o.Workers > 1 {
		r.ahead = r.start(o.Workers)
	}
	return r, nil
}

// A reader is a RecordReader of the batches of a dataset. With several workers, batches are generated ahead.
type reader struct {
	refs    int64
	ctx     context.Context
	cancel  context.CancelFunc
	plan    *Plan
	dataset *dataset
	rows    int // the end of them
	batch   int
	mem     memory.Allocator
	next    int // the row of the next record
	part    part
	ahead   chan chan batchResult
	records chan batchResult // of the batch that is read
	current arrow.Record
	err     error
}

// A part is the rows [lo, hi) that are left of a batch, and the number of rows that each record gets.
type part struct{ lo, hi, rows int }

// batchFrom returns the batch that starts at a row.
func (r *reader) batchFrom(lo int) part { return part{lo, lo + min(r.batch, r.rows-lo), r.batch} }

// make generates the next record of a batch, with half as many rows if they take too much memory. How a batch is cut
// depends on its rows only, not on the workers.
func (r *reader) make(p *part) batchResult {
	for {
		n, most := min(p.rows, p.hi-p.lo), min(maxBatch, r.plan.program.maxBytes/4)
		if n == 1 {
			most = r.plan.program.maxBytes
		}
		record, err := r.plan.rows(r.ctx, r.dataset, p.lo, p.lo+n, r.mem, most)
		if n > 1 && errors.Is(err, bytebudget.Err) {
			p.rows = n / 2
			continue
		}
		p.lo += n
		return batchResult{record, r.plan.tooLarge(r.dataset, err)}
	}
}

// batchResult is a record, or the error instead of it.
type batchResult struct {
	record arrow.Record
	err    error
}

// start generates batches in several goroutines. The channel delivers them in order, each as a channel of records. Its
// capacity limits how many batches are generated ahead.
func (r *reader) start(workers int) chan chan batchResult {
	ahead := make(chan chan batchResult, workers)
	work := make(chan func())
	r.records = make(chan batchResult)
	close(r.records)
	lo := r.next
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
		for lo < r.rows {
			p := r.batchFrom(lo)
			lo = p.hi
			out := make(chan batchResult, 1)
			select {
			case ahead <- out:
			case <-r.ctx.Done():
				return
			}
			work <- func() {
				defer close(out)
				for p.lo < p.hi {
					m := r.make(&p)
					out <- m
					if m.err != nil {
						return
					}
				}
			}
		}
	}()
	return ahead
}

func (r *reader) Schema() *arrow.Schema { return r.dataset.schema }

func (r *reader) Record() arrow.Record { return r.current }

func (r *reader) Err() error { return r.err }

func (r *reader) Next() bool {
	r.drop()
	if r.err != nil || r.next >= r.rows {
		return false
	}
	m := r.read()
	if r.current, r.err = m.record, m.err; r.err != nil {
		r.cancel()
		return false
	}
	r.next += int(r.current.NumRows())
	return true
}

// read returns the next record.
func (r *reader) read() batchResult {
	if r.ahead == nil {
		if r.part.lo == r.part.hi {
			r.part = r.batchFrom(r.next)
		}
		return r.make(&r.part)
	}
	for {
		if m, ok := <-r.records; ok {
			return m
		}
		var ok bool
		if r.records, ok = <-r.ahead; !ok {
			return batchResult{err: r.ctx.Err()}
		}
	}
}

func (r *reader) drop() {
	if r.current != nil {
		r.current.Release()
		r.current = nil
	}
}

func (r *reader) Retain() { atomic.AddInt64(&r.refs, 1) }

// Release stops the workers and releases the records that they generated ahead.
func (r *reader) Release() {
	if atomic.AddInt64(&r.refs, -1) > 0 {
		return
	}
	r.cancel()
	r.drop()
	if r.ahead == nil {
		return
	}
	for ok := true; ok; r.records, ok = <-r.ahead {
		for m := range r.records {
			if m.record != nil {
				m.record.Release()
			}
		}
	}
}
