package gen

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/bytebudget"
	"github.com/assay-go/assay/internal/message"
)

// Record generates a dataset whole.
func (p *Plan) Record(ctx context.Context, dataset string, o Options) (arrow.Record, error) {
	return p.Slice(ctx, dataset, 0, max(p.Rows(dataset), 0), o)
}

// Slice generates the rows [lo, hi) of a dataset.
func (p *Plan) Slice(ctx context.Context, dataset string, lo, hi int, o Options) (arrow.Record, error) {
	d, err := p.rowsOf(dataset, lo, hi)
	if err != nil {
		return nil, err
	}
	const least = 8192 // rows a worker is worth its while for
	if o.Workers <= 1 || hi-lo <= least {
		r, err := p.rows(ctx, d, lo, hi, o.allocator(), maxTable)
		return r, p.tooLarge(d, err)
	}
	r, err := p.parallel(ctx, d, lo, hi, o.Workers, o.allocator())
	return r, p.tooLarge(d, err)
}

// maxTable is how many bytes the rows may take that are asked for at once, and maxBatch those of a batch of a Reader,
// which has fewer rows where they are long.
const (
	maxTable = 4 << 30
	maxBatch = 64 << 20
)

// rowsOf returns a dataset that has the rows [lo, hi).
func (p *Plan) rowsOf(dataset string, lo, hi int) (*dataset, error) {
	d := p.program.byName[dataset]
	if d == nil {
		return nil, p.noDataset(dataset)
	}
	if rows := p.layout.rows[d.index]; lo < 0 || lo > hi || hi > rows {
		return nil, &Error{At: d.at, Dataset: d.name, Msg: fmt.Sprintf("the rows from %d to %d are not within its %d rows", lo, hi, rows)}
	}
	return d, nil
}

func (o Options) allocator() memory.Allocator {
	if o.Mem == nil {
		return goMem
	}
	return o.Mem
}

// tooLarge returns an error, if it is that of rows that take too much memory as one that says what would do.
func (p *Plan) tooLarge(d *dataset, err error) error {
	if !errors.Is(err, bytebudget.Err) {
		return err
	}
	return &Error{At: d.at, Dataset: d.name, Msg: "its rows take more than 4 GiB; make fewer rows, or shorter texts and lists"}
}

func (p *Plan) noDataset(name string) error {
	return &Error{Dataset: name, Msg: "no such dataset" + message.DidYouMean(name, p.Datasets())}
}

// rows generates the rows [lo, hi) of a dataset in this goroutine. Its error is bytebudget.Err where they take more bytes
// than most.
func (p *Plan) rows(ctx context.Context, d *dataset, lo, hi int, mem memory.Allocator, most int64) (arrow.Record, error) {
	f := newFrame(ctx, p, d.scope, rows{n: hi - lo, lo: lo}, &bytebudget.Allocator{Allocator: mem, Bytes: most})
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
	var made atomic.Int64 // bytes
	err := inParallel(workers, len(pieces), func(i int) (err error) {
		from := lo + i*size
		if pieces[i], err = p.rows(ctx, d, from, min(from+size, hi), mem, maxTable); err != nil {
			return err
		}
		for _, c := range pieces[i].Columns() {
			made.Add(sizeOf(c.Data(), 0, c.Len()))
		}
		if made.Load() > maxTable {
			return bytebudget.Err
		}
		return nil
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

// Reader generates a dataset in batches. One whose rows take more than 64 MiB comes as several records.
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

// A reader is a RecordReader over the batches of a dataset. With workers some are made ahead of the one that is read.
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
	ahead   chan chan made
	records chan made // of the batch that is read
	current arrow.Record
	err     error
}

// A part is the rows [lo, hi) that are left of a batch, of which so many are made at once.
type part struct{ lo, hi, rows int }

// batchFrom returns the batch from a row on.
func (r *reader) batchFrom(lo int) part { return part{lo, lo + min(r.batch, r.rows-lo), r.batch} }

// make makes the next record of a batch: of half as many rows where they take too much memory. The rows of a batch
// alone say how it is cut, whoever makes it.
func (r *reader) make(p *part) made {
	for {
		n, most := min(p.rows, p.hi-p.lo), int64(maxBatch)
		if n == 1 {
			most = maxTable
		}
		record, err := r.plan.rows(r.ctx, r.dataset, p.lo, p.lo+n, r.mem, most)
		if n > 1 && errors.Is(err, bytebudget.Err) {
			p.rows = n / 2
			continue
		}
		p.lo += n
		return made{record, r.plan.tooLarge(r.dataset, err)}
	}
}

// made is a record, or why there is none.
type made struct {
	record arrow.Record
	err    error
}

// start makes batches in so many goroutines. The channel has them in order, each with its records; it holds as many as
// are made ahead.
func (r *reader) start(workers int) chan chan made {
	ahead := make(chan chan made, workers)
	work := make(chan func())
	r.records = make(chan made)
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
			out := make(chan made, 1)
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
func (r *reader) Record() arrow.Record  { return r.current }
func (r *reader) Err() error            { return r.err }

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
func (r *reader) read() made {
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
			return made{err: r.ctx.Err()}
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
	for ok := true; ok; r.records, ok = <-r.ahead {
		for m := range r.records {
			if m.record != nil {
				m.record.Release()
			}
		}
	}
}
