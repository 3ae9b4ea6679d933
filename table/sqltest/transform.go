package sqltest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/table"
	"github.com/assay-go/assay/table/internal/outside"
	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// parameters is the dataset that has the parameters of statements, in its only row.
const parameters = "params"

// A query is a script that runs on an engine.
type query struct {
	engine     Engine
	dialect    *engine.Dialect
	statements []*statement

	mu    sync.Mutex
	reads map[string][]string // by the schemas of a fixture
}

// transform returns a script as a transform. An error is one of each case.
func transform(e Engine, s script, err error) table.Transform {
	var q *query
	switch {
	case e == nil:
		err = errNoEngine
	case err == nil:
		q = newQuery(e)
		q.statements, err = s.parse(q.dialect)
	}
	if err != nil {
		return table.Outside(outside.Transform{
			Reads: func(map[string]*arrow.Schema) ([]string, error) { return nil, err },
			Run:   func(context.Context, outside.Input) ([]arrow.Table, error) { return nil, err },
		})
	}
	return table.Outside(outside.Transform{
		Reads: q.readsOf, Run: q.run, NoClock: q.noClock(),
		Relational: true, Multiset: !last(q.statements).ordered(),
	})
}

// newQuery returns a query without statements.
func newQuery(e Engine) *query {
	return &query{engine: e, dialect: e.Dialect(), reads: make(map[string][]string)}
}

var errNoEngine = errors.New("the engine is nil: pass one, such as duckdb.Engine()")

// noClock returns why a case cannot pin the clock, or nil.
func (q *query) noClock() error {
	if q.dialect.NoClock != "" {
		return errors.New(q.dialect.NoClock)
	}
	for _, s := range q.statements {
		for _, t := range s.tokens {
			name := strings.ToLower(t.of(s.text))
			if advice, ok := q.dialect.Unpinned[name]; ok && t.kind == word {
				return s.errorAt(t.start, fmt.Errorf("%s reads the clock of the machine: %s", name, advice))
			}
		}
	}
	return nil
}

// tables returns the datasets that the statements name, of those that there are.
func (q *query) tables(datasets []string) (named []string) {
	for _, d := range datasets {
		is := func(s *statement) bool {
			return slices.ContainsFunc(s.tokens, func(t token) bool {
				text := t.of(s.text)
				if t.kind == identifier {
					text = text[1 : len(text)-1]
				}
				return t.stands.dataset == d || (t.kind == word || t.kind == identifier) && strings.EqualFold(text, d)
			})
		}
		if slices.ContainsFunc(q.statements, is) {
			named = append(named, d)
		}
	}
	return named
}

// readsOf returns the columns of the datasets of a fixture that the statements read.
func (q *query) readsOf(schemas map[string]*arrow.Schema) ([]string, error) {
	var datasets []string
	for name := range schemas {
		datasets = append(datasets, name)
	}
	slices.Sort(datasets)
	var key strings.Builder
	for _, name := range datasets {
		fmt.Fprintf(&key, "%q %s\n", name, schemas[name])
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if known, ok := q.reads[key.String()]; ok {
		return known, nil
	}
	reads, err := q.findReads(context.Background(), datasets, schemas)
	if err == nil {
		q.reads[key.String()] = reads
	}
	return reads, err
}

// findReads asks the engine which columns of empty tables the statements read.
func (q *query) findReads(
	ctx context.Context, datasets []string, schemas map[string]*arrow.Schema,
) (reads []string, err error) {
	r := &run{query: q, ctx: ctx, datasets: datasets, named: q.tables(datasets), tables: make(map[string]arrow.Record)}
	for _, name := range datasets {
		b := array.NewRecordBuilder(memory.DefaultAllocator, schemas[name])
		r.tables[name] = b.NewRecord()
	}
	if err := r.open(engine.ToRead); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.session.Close()) }()
	add := func(name string) {
		if !slices.Contains(reads, name) {
			reads = append(reads, name)
		}
	}
	for i, s := range q.statements {
		text, err := r.render(s)
		if err != nil {
			return nil, err
		}
		columns, err := r.session.Reads(ctx, text.text)
		switch {
		case errors.Is(err, engine.ErrUnknownReads):
			for _, name := range r.named {
				add(name)
			}
		case err != nil:
			return nil, r.failed(text, err)
		}
		for _, c := range columns {
			if c.Name == "" { // rows are counted: one column shows how many there are
				c.Name = schemas[c.Table].Field(0).Name
			}
			add(c.Table + "." + c.Name)
		}
		for _, t := range s.tokens {
			if t.stands.parameter != "" {
				add(parameters + "." + t.stands.parameter)
			}
		}
		if i < len(q.statements)-1 {
			if err := r.session.Exec(ctx, text.text); err != nil {
				return nil, r.failed(text, err)
			}
		}
	}
	return reads, nil
}

// run runs the statements once.
func (q *query) run(ctx context.Context, in outside.Input) (_ []arrow.Table, err error) {
	r := &run{query: q, ctx: ctx, datasets: in.Names, named: q.tables(in.Names), tables: make(map[string]arrow.Record)}
	for _, name := range in.Names {
		if r.tables[name], err = goldenfile.ToRecord(in.Tables[name]); err != nil {
			return nil, err
		}
	}
	if err := r.open(engine.ToRun); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.session.Close()) }()
	if !in.Now.IsZero() {
		if err := r.session.SetClock(ctx, in.Now); err != nil {
			return nil, fmt.Errorf("%s: the clock cannot be pinned: %w", q.dialect.Name, err)
		}
	}
	for i, s := range q.statements {
		text, err := r.render(s)
		if err != nil {
			return nil, err
		}
		if i < len(q.statements)-1 {
			if err := r.session.Exec(ctx, text.text); err != nil {
				return nil, r.failed(text, err)
			}
			continue
		}
		rec, err := r.session.Query(ctx, text.text)
		if err != nil {
			return nil, r.failed(text, err)
		}
		return []arrow.Table{array.NewTableFromRecords(rec.Schema(), []arrow.Record{rec})}, nil
	}
	return nil, nil
}

// A run is one run of a query, in a session.
type run struct {
	*query
	ctx      context.Context
	datasets []string
	named    []string // by the statements
	tables   map[string]arrow.Record
	session  engine.Session
}

// open opens the session and loads the datasets that the statements name.
func (r *run) open(p engine.Purpose) (err error) {
	if r.session, err = r.engine.Open(r.ctx, p); err != nil {
		return fmt.Errorf("%s: %w", r.dialect.Name, err)
	}
	for _, name := range r.named {
		if err := r.session.Load(r.ctx, name, r.tables[name]); err != nil {
			err = fmt.Errorf("%s cannot load dataset %s: %w", r.dialect.Name, message.Quote(name), err)
			return errors.Join(err, r.session.Close())
		}
	}
	return nil
}

// render puts the names of tables and the values of parameters into a statement.
func (r *run) render(s *statement) (*rendering, error) {
	return s.render(func(p placeholder) (string, error) {
		if p.parameter != "" {
			return r.parameter(p.parameter)
		}
		if r.tables[p.dataset] == nil {
			return "", fmt.Errorf("the fixture has no dataset %s%s", message.Quote(p.dataset),
				message.DidYouMean(p.dataset, r.datasets))
		}
		return r.quote(p.dataset), nil
	})
}

func (q *query) quote(name string) string {
	if q.dialect.Quote != nil {
		return q.dialect.Quote(name)
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// parameter returns the value of a parameter as an expression. The value of an empty table is null.
func (r *run) parameter(name string) (string, error) {
	rec := r.tables[parameters]
	var names []string
	if rec != nil {
		for _, f := range rec.Schema().Fields() {
			names = append(names, f.Name)
		}
	}
	i := slices.Index(names, name)
	if i < 0 {
		return "", fmt.Errorf("no parameter $%s%s: the dataset %s has the parameters, as columns of its only row",
			name, message.DidYouMean(name, names), parameters)
	}
	if rec.NumRows() > 1 {
		return "", fmt.Errorf("the dataset %s has %d rows: parameters have one", parameters, rec.NumRows())
	}
	column := rec.Column(i)
	to, err := r.dialect.Cast(column.DataType())
	if err != nil {
		return "", fmt.Errorf("parameter $%s: %w", name, err)
	}
	if rec.NumRows() == 0 || column.IsNull(0) {
		return "CAST(NULL AS " + to + ")", nil
	}
	format, err := arrowtext.NewFormatter(column)
	if err != nil {
		return "", fmt.Errorf("parameter $%s: %w", name, err)
	}
	value := string(format(nil, 0))
	switch arrowtext.StorageType(column.DataType()).ID() {
	case arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64:
		return value, nil // where an engine takes no expression, as after LIMIT
	}
	if r.dialect.Backslash {
		value = strings.ReplaceAll(value, `\`, `\\`)
	}
	return "CAST('" + strings.ReplaceAll(value, "'", "''") + "' AS " + to + ")", nil
}

// failed adds the place of an error of the engine, and what was loaded.
func (r *run) failed(text *rendering, err error) error {
	if ctx := r.ctx.Err(); ctx != nil {
		return ctx
	}
	at := text.of.start
	if placed, ok := errors.AsType[*engine.Error](err); ok {
		at = text.source(placed.Offset)
	}
	err = fmt.Errorf("%s: %w", r.dialect.Name, err)
	return fmt.Errorf("%w\n%s", text.of.errorAt(at, err), r.loaded())
}

// loaded describes the tables.
func (r *run) loaded() string {
	var all []string
	for _, name := range r.named {
		rec := r.tables[name]
		var columns []string
		for _, f := range rec.Schema().Fields() {
			columns = append(columns, f.Name)
		}
		all = append(all, fmt.Sprintf("%s (%s: %s)", name, message.Count(int(rec.NumRows()), "row"),
			message.ListFirst(columns, 10)))
	}
	if all == nil {
		return "loaded: no dataset, as the statements name none of " + message.List(r.datasets)
	}
	return "loaded: " + strings.Join(all, ", ")
}
