package sqltest

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/dbt"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/table"
	"github.com/assay-go/assay/table/internal/outside"
)

// Model returns a model of a dbt project as a transform. The manifest is target/manifest.json, which dbt compile
// writes; its path is relative to the directory of the test.
//
// The rows of a model, seed, snapshot or source are those of the dataset of its name. That of a source may also be
// called SOURCE_TABLE, and if a model has the name of a source, the dataset is the source's. The SQL of a model
// upstream that has no dataset runs, too: a fixture of the sources and seeds serves all models.
//
// An incremental model runs as if its table were empty. In a case with Batches, a run gets the result of the run before
// as {{ this }}, and its rows replace those of the same unique_key. The SQL of these runs is that of the model's file,
// if dbt is only needed for ref, source, this, config and is_incremental; otherwise that of the manifest.
func Model(e Engine, manifest, model string) table.Transform {
	m, err := newModel(e, manifest, model)
	if err != nil {
		return transform(e, script{}, err)
	}
	o := outside.Transform{Reads: m.reads, Run: m.run, NoClock: m.noClock(), Relational: true, Multiset: true}
	o.Incremental = m.node.Materialized == "incremental"
	return table.Outside(o)
}

// before is the table with the result of the run before.
const before = "assay_before"

// A modelTransform runs a model.
type modelTransform struct {
	engine   Engine
	manifest *dbt.Manifest
	node     *dbt.Node

	mu      sync.Mutex
	queries map[string]*query // by form and datasets
}

func newModel(e Engine, manifest, model string) (*modelTransform, error) {
	if e == nil {
		return nil, errNoEngine
	}
	m, err := dbt.Read(manifest)
	if err != nil {
		return nil, err
	}
	node, err := m.Model(model)
	return &modelTransform{engine: e, manifest: m, node: node, queries: make(map[string]*query)}, err
}

// query returns the query of a form of the model over some datasets.
func (m *modelTransform) query(form dbt.Form, datasets []string) (*query, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := fmt.Sprintf("%d %q", form, datasets)
	if q := m.queries[key]; q != nil {
		return q, nil
	}
	q := newQuery(m.engine)
	text, _, err := m.manifest.SQL(m.node, form, dbt.Names{
		Dataset: func(n *dbt.Node) string { return m.manifest.Dataset(n, datasets) },
		This:    before, Quote: q.quote,
	})
	if err == nil {
		q.statements, err = (&script{name: modelScript(m.node), text: text}).parse(q.dialect)
	}
	m.queries[key] = q
	return q, err
}

// modelScript names the SQL of a model in messages.
func modelScript(n *dbt.Node) string { return "compiled " + printable(path.Base(n.File)) }

// firstForm is that of a run without a result before it.
func (m *modelTransform) firstForm() dbt.Form {
	if m.node.Materialized == "incremental" {
		return dbt.First
	}
	return dbt.AsCompiled
}

// noClock returns why a case cannot pin the clock, or nil.
func (m *modelTransform) noClock() error {
	q := newQuery(m.engine)
	if statements, err := (&script{name: modelScript(m.node), text: m.node.Compiled}).parse(q.dialect); err == nil {
		q.statements = statements // else running it says why
	}
	return q.noClock()
}

// reads returns the columns of a fixture that the model reads, in its first run and in later ones.
func (m *modelTransform) reads(schemas map[string]*arrow.Schema) ([]string, error) {
	names := slices.Sorted(maps.Keys(schemas))
	q, err := m.query(m.firstForm(), names)
	if err != nil {
		return nil, err
	}
	reads, err := q.readsOf(schemas)
	if err != nil || m.firstForm() != dbt.First {
		return reads, err
	}
	again, err := m.query(dbt.Again, names)
	if err != nil {
		return reads, nil //nolint:nilerr // a case with batches says so
	}
	result, err := q.run(context.Background(), emptyInput(names, schemas))
	if err != nil {
		return nil, err
	}
	schemas = maps.Clone(schemas)
	schemas[before] = result[0].Schema()
	more, err := again.readsOf(schemas)
	if err != nil {
		return nil, err
	}
	for _, name := range more {
		if !strings.HasPrefix(name, before+".") && !slices.Contains(reads, name) {
			reads = append(reads, name)
		}
	}
	return reads, nil
}

// emptyInput returns datasets without rows.
func emptyInput(names []string, schemas map[string]*arrow.Schema) outside.Input {
	in := outside.Input{Names: names, Tables: make(map[string]arrow.Table)}
	for _, name := range names {
		rec := array.NewRecordBuilder(memory.DefaultAllocator, schemas[name]).NewRecord()
		in.Tables[name] = array.NewTableFromRecords(rec.Schema(), []arrow.Record{rec})
	}
	return in
}

// run runs the model once.
func (m *modelTransform) run(ctx context.Context, in outside.Input) ([]arrow.Table, error) {
	if in.Before == nil {
		q, err := m.query(m.firstForm(), in.Names)
		if err != nil {
			return nil, err
		}
		return q.run(ctx, in)
	}
	q, err := m.query(dbt.Again, in.Names)
	if err != nil {
		return nil, err
	}
	in.Tables = maps.Clone(in.Tables)
	in.Tables[before] = in.Before
	in.Names = append(slices.Clone(in.Names), before)
	added, err := q.run(ctx, in)
	if err != nil {
		return nil, err
	}
	merged, err := m.merge(in.Before, added[0])
	if err != nil {
		return nil, err
	}
	return []arrow.Table{merged}, nil
}

// merge adds rows to a table as the model's strategy does: rows of the same unique key replace others.
func (m *modelTransform) merge(old, added arrow.Table) (arrow.Table, error) {
	var key []string
	switch m.node.Strategy {
	case "", "merge", "delete+insert":
		key = m.node.UniqueKey
	case "append":
	default:
		return nil, fmt.Errorf("model %s: a case with Batches cannot run the incremental strategy %s: "+
			"it runs append, delete+insert and merge", message.Quote(m.node.Name), message.Quote(m.node.Strategy))
	}
	a, err := goldenfile.ToRecord(old)
	if err != nil {
		return nil, err
	}
	b, err := goldenfile.ToRecord(added)
	if err != nil {
		return nil, err
	}
	if !a.Schema().Equal(b.Schema()) {
		return nil, fmt.Errorf("model %s: the run of the batch before has other columns:\n  %s\n  %s",
			message.Quote(m.node.Name), fields(a.Schema()), fields(b.Schema()))
	}
	keys, err := keysOf(b, key)
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", message.Quote(m.node.Name), err)
	}
	replaced := make(map[string]bool, len(keys))
	for _, k := range keys {
		replaced[k] = true
	}
	if keys, err = keysOf(a, key); err != nil {
		return nil, err
	}
	var parts []arrow.Record
	for row := 0; row < int(a.NumRows()); {
		end := row
		for end < int(a.NumRows()) && (keys == nil || keys[end] == "" || !replaced[keys[end]]) {
			end++
		}
		if end > row {
			parts = append(parts, a.NewSlice(int64(row), int64(end)))
		}
		row = end + 1
	}
	return array.NewTableFromRecords(a.Schema(), append(parts, b)), nil
}

func fields(s *arrow.Schema) string {
	var all []string
	for _, f := range s.Fields() {
		all = append(all, printable(f.Name)+" "+f.Type.String())
	}
	return strings.Join(all, ", ")
}

// keysOf returns a text for the key of each row, "" for a key with a null, which equals no other; nil without a key.
func keysOf(rec arrow.Record, key []string) ([]string, error) {
	if len(key) == 0 {
		return nil, nil
	}
	keys := make([]string, rec.NumRows())
	for _, name := range key {
		at := rec.Schema().FieldIndices(name)
		if len(at) != 1 {
			return nil, fmt.Errorf("the result has no column %s, which is in unique_key", message.Quote(name))
		}
		column := rec.Column(at[0])
		for row := range keys {
			switch {
			case column.IsNull(row):
				keys[row] = "\x00"
			case !strings.HasPrefix(keys[row], "\x00"):
				keys[row] += fmt.Sprintf("%q,", column.ValueStr(row))
			}
		}
	}
	for row, k := range keys {
		if strings.HasPrefix(k, "\x00") {
			keys[row] = ""
		}
	}
	return keys, nil
}
