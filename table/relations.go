package table

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/table/internal/rearrange"
	"github.com/assay-go/assay/table/internal/smallcase"
)

// yamlOf returns a relation about some datasets as a case in YAML lists it.
func yamlOf(name string, datasets []string) string {
	switch len(datasets) {
	case 0:
		return name
	case 1:
		return "{" + name + ": " + smallcase.Scalar(datasets[0]) + "}"
	}
	return "{" + name + ": " + smallcase.List(datasets) + "}"
}

// RowOrder says that the order of the rows of some datasets does not matter: in another order, they give the same
// result. Without names, it is about all datasets that the transform reads.
func RowOrder(datasets ...string) Relation {
	return Relation{Name: "row_order", yaml: yamlOf("row_order", datasets), Check: func(t *Trial) error {
		want, names, err := t.start(datasets)
		if err != nil {
			return err
		}
		for _, way := range t.ways(3, 2) {
			changed := map[string]arrow.Record{}
			for _, name := range names {
				rows := t.random.Perm(int(t.input[name].NumRows()))
				if way == 0 { // the reverse finds what takes the first or the last
					slices.Sort(rows)
					slices.Reverse(rows)
				}
				if changed[name], err = t.take(name, rows); err != nil {
					return err
				}
			}
			if err := t.changes(changed, want, "with the rows in another order"); err != nil {
				return err
			}
		}
		return nil
	}}
}

// Duplicates says that exact duplicates of rows change nothing. Without names, it is about each dataset that the
// transform reads.
func Duplicates(datasets ...string) Relation {
	return Relation{Name: "duplicates", yaml: yamlOf("duplicates", datasets), Check: func(t *Trial) error {
		want, names, err := t.start(datasets)
		if err != nil {
			return err
		}
		for _, name := range names {
			n := int(t.input[name].NumRows())
			var beside, after []int
			for row := range n {
				beside = append(beside, row, row)
				after = append(after, row)
			}
			for row := range n {
				if t.random.IntN(2) == 0 {
					after = append(after, row)
				}
			}
			for _, way := range t.ways(2, 2) {
				twice, err := t.take(name, [][]int{beside, after}[way])
				if err != nil {
					return err
				}
				changed := map[string]arrow.Record{name: twice}
				if err := t.changes(changed, want, "with rows of "+name+" twice"); err != nil {
					return err
				}
			}
		}
		return nil
	}}
}

// Union says that the results of the parts of a dataset add up to the result of the whole: their rows together are its
// rows. If the case has a Key, rows with the same key are one, with the sums of their numbers.
func Union(dataset string) Relation {
	return Relation{Name: "union", yaml: yamlOf("union", []string{dataset}), Check: func(t *Trial) error {
		want, _, err := t.start([]string{dataset})
		if err != nil {
			return err
		}
		n := int(t.input[dataset].NumRows())
		for _, way := range t.ways(3, 1) {
			parts := make([][]int, 2)
			for row := range n {
				part := 1
				if way == 0 && row < n/2 || way == 1 && row%2 == 0 || way == 2 && row == n-1 {
					part = 0
				}
				parts[part] = append(parts[part], row)
			}
			var sum *Output
			for _, rows := range parts {
				some, err := t.take(dataset, rows)
				if err != nil {
					return err
				}
				out, err := t.Run(map[string]arrow.Record{dataset: some})
				if err != nil {
					return fmt.Errorf("with a part of the rows of %s, %w", dataset, err)
				}
				if sum, err = t.add(sum, out); err != nil {
					return err
				}
			}
			if err := t.Same(sum, want); err != nil {
				return fmt.Errorf("with the rows of %s in two parts, whose results are added up, %w", dataset, err)
			}
		}
		return nil
	}}
}

// add returns the rows of two outputs. Rows with the same key are one, with the sums of their numbers.
func (t *Trial) add(a, b *Output) (*Output, error) {
	if a == nil {
		return b, nil
	}
	first, err := a.tables()
	if err != nil {
		return nil, err
	}
	second, err := b.tables()
	if err != nil {
		return nil, err
	}
	both := &Output{slices.Clone(first)}
	for i := range both.result {
		rec, err := rearrange.Append(first[i].table, second[i].table)
		if key := t.options(first[i]).Key; err == nil && len(key) > 0 {
			rec, err = rearrange.SumByKey(rec, key)
		}
		if err != nil {
			return nil, &misusedRelation{err}
		}
		both.result[i].table = rec
	}
	return both, nil
}

// Scale says that a factor on columns of the input, each dataset.column, is a factor on columns of the result, and
// changes nothing else. The factor is 2, which is exact.
func Scale(columns, results []string) Relation {
	text := fmt.Sprintf("{scale: {columns: %s, results: %s}}", smallcase.List(columns), smallcase.List(results))
	return Relation{Name: "scale", yaml: text, Check: func(t *Trial) error {
		byDataset := map[string][]string{}
		var names []string
		for _, path := range columns {
			dataset, column, ok := strings.Cut(path, ".")
			if !ok {
				return &misusedRelation{fmt.Errorf("%q is not a column such as orders.total", path)}
			}
			if !slices.Contains(names, dataset) {
				names = append(names, dataset)
			}
			byDataset[dataset] = append(byDataset[dataset], column)
		}
		was, names, err := t.start(names)
		if err != nil {
			return err
		}
		changed := map[string]arrow.Record{}
		for _, name := range names {
			if changed[name], err = rearrange.Double(t.input[name], byDataset[name]); err != nil {
				return &misusedRelation{fmt.Errorf("dataset %s: %w", name, err)}
			}
		}
		parts, err := was.tables()
		if err != nil {
			return err
		}
		want := &Output{slices.Clone(parts)}
		for i, p := range parts {
			if want.result[i].table, err = rearrange.Double(p.table, results); err != nil {
				return &misusedRelation{fmt.Errorf("the result: %w", err)}
			}
		}
		return t.changes(changed, want, fmt.Sprintf("with %s doubled, and %s of the expected result",
			strings.Join(columns, " and "), strings.Join(results, " and ")))
	}}
}

// Nulls says that a row of nulls changes nothing. Without names, it is about each dataset that the transform reads. A
// column that a field of the function cannot hold as null keeps the value of the row before.
func Nulls(datasets ...string) Relation {
	return Relation{Name: "nulls", yaml: yamlOf("nulls", datasets), Check: func(t *Trial) error {
		want, names, err := t.start(datasets)
		if err != nil {
			return err
		}
		for _, name := range names {
			null := t.nullable(name)
			if !slices.Contains(null, true) {
				return &misusedRelation{fmt.Errorf("no field of the function holds a null of %s: use pointers", name)}
			}
			more, err := rearrange.WithNullRow(t.input[name], null)
			if err != nil {
				return &misusedRelation{err}
			}
			if err := t.changes(map[string]arrow.Record{name: more}, want, "with a row of nulls in "+name); err != nil {
				return err
			}
		}
		return nil
	}}
}

// nullable returns the columns of a dataset that the function can hold as null.
func (t *Trial) nullable(dataset string) []bool {
	rec := t.input[dataset]
	can := make([]bool, rec.NumCols())
	for i := range can {
		one := make([]bool, len(can))
		one[i] = true
		more, err := rearrange.WithNullRow(rec, one)
		if err == nil {
			in := map[string]arrow.Record{}
			maps.Copy(in, t.input)
			in[dataset] = more
			_, err = t.bound.from(in)
		}
		can[i] = err == nil
	}
	return can
}

// Empty says that no rows in some datasets give no rows. Without names, it is about all datasets that the transform
// reads at once.
func Empty(datasets ...string) Relation {
	return Relation{Name: "empty", yaml: yamlOf("empty", datasets), Check: func(t *Trial) error {
		names, err := t.named(datasets)
		if err != nil {
			return err
		}
		changed := map[string]arrow.Record{}
		for _, name := range names {
			changed[name] = t.input[name].NewSlice(0, 0)
		}
		what := "without rows in " + strings.Join(names, " and ")
		out, err := t.Run(changed)
		if err != nil {
			return fmt.Errorf("%s, %w", what, err)
		}
		parts, err := out.tables()
		if err != nil {
			return err
		}
		for _, p := range parts {
			if n := p.table.NumRows(); n > 0 {
				return fmt.Errorf("%s, the result has %d rows", what, n)
			}
		}
		return nil
	}}
}

// Idempotent says that the transform, applied to its own result as a dataset, gives the same result. Columns of the
// dataset that the function does not read may be missing in the result.
func Idempotent(dataset string) Relation {
	return Relation{Name: "idempotent", yaml: yamlOf("idempotent", []string{dataset}), Check: func(t *Trial) error {
		want, _, err := t.start([]string{dataset})
		if err != nil {
			return err
		}
		own, err := t.asDataset(want, dataset)
		if err != nil {
			return err
		}
		return t.changes(map[string]arrow.Record{dataset: own}, want, "applied to its own result as "+dataset)
	}}
}

// asDataset returns the single table of an output as the rows of a dataset.
func (t *Trial) asDataset(out *Output, dataset string) (arrow.Record, error) {
	parts, err := out.tables()
	if err != nil {
		return nil, err
	}
	if len(parts) != 1 {
		return nil, &misusedRelation{errors.New("the transform returns several tables")}
	}
	unread := func(column string) bool {
		return !slices.ContainsFunc(t.bound.reads, func(r columnRead) bool { return r.covers(dataset, column) })
	}
	rec, err := rearrange.Conform(parts[0].table, t.input[dataset].Schema(), unread)
	if err != nil {
		return nil, &misusedRelation{err}
	}
	return rec, nil
}

// Batches says that a transform which gets its own earlier result as the dataset state may get its rows in batches: the
// last result is that for all rows at once. A batch that comes again changes nothing, and late rows are taken. With the
// state "", it is about an incremental model of dbt, which sees all rows so far in each run.
func Batches(dataset, state string) Relation {
	text := "{batches: {dataset: " + smallcase.Scalar(dataset) + "}}"
	if state != "" {
		text = fmt.Sprintf("{batches: {dataset: %s, state: %s}}", smallcase.Scalar(dataset), smallcase.Scalar(state))
	}
	return Relation{Name: "batches", yaml: text, Check: func(t *Trial) error {
		if state == "" {
			return t.increments(dataset)
		}
		if _, err := t.named([]string{dataset, state}); err != nil {
			return err
		}
		rows := make([]int, t.input[dataset].NumRows())
		for i := range rows {
			rows[i] = i
		}
		none := t.input[state].NewSlice(0, 0)
		want, err := t.Run(map[string]arrow.Record{state: none})
		if err != nil {
			return err
		}
		half := len(rows) / 2
		late := slices.Concat(rows[:half/2], rows[half:], rows[half/2:half])
		ways := []struct {
			what    string
			batches [][]int
		}{
			{"with the rows of %s in two batches", [][]int{rows[:half], rows[half:]}},
			{"with the second batch of %s twice", [][]int{rows[:half], rows[half:], rows[half:]}},
			{"with late rows of %s", [][]int{late[:half], late[half:]}},
		}
		for _, way := range t.ways(3, 3) {
			what, held := fmt.Sprintf(ways[way].what, dataset), none
			var out *Output
			for _, batch := range ways[way].batches {
				some, err := t.take(dataset, batch)
				if err != nil {
					return err
				}
				if out, err = t.Run(map[string]arrow.Record{dataset: some, state: held}); err != nil {
					return fmt.Errorf("%s, %w", what, err)
				}
				if held, err = t.asDataset(out, state); err != nil {
					return err
				}
			}
			if err := t.Same(out, want); err != nil {
				return fmt.Errorf("%s, %w", what, err)
			}
		}
		return nil
	}}
}

// increments returns an error unless the runs of an incremental transform on more and more rows of a dataset end with
// the result of one run on all rows.
func (t *Trial) increments(dataset string) error {
	if _, err := t.named([]string{dataset}); err != nil {
		return err
	}
	if t.inBatches == nil {
		return &misusedRelation{errors.New("the transform is not an incremental model: " +
			"name the dataset that holds its earlier result as the state")}
	}
	run := func(rows arrow.Record, ends ...int) (*Output, error) {
		in := maps.Clone(t.input)
		in[dataset] = rows
		var batches []map[string]int
		for _, end := range ends {
			batches = append(batches, map[string]int{dataset: end})
		}
		o := t.inBatches(t.ctx, in, batches)
		if o.err != nil {
			return nil, o.err
		}
		last := o.result[len(o.result)-1]
		last.at = ""
		return &Output{transformResult{last}}, nil
	}
	all := t.input[dataset]
	n, half := int(all.NumRows()), int(all.NumRows())/2
	want, err := run(all, n)
	if err != nil {
		return err
	}
	var order []int // the second quarter comes last
	for i := range n {
		order = append(order, i)
	}
	late, err := t.take(dataset, slices.Concat(order[:half/2], order[half:], order[half/2:half]))
	if err != nil {
		return err
	}
	for _, way := range []struct {
		what string
		rows arrow.Record
		ends []int
	}{
		{"with the rows of %s in two batches", all, []int{half, n}},
		{"with the second batch of %s twice", all, []int{half, n, n}},
		{"with late rows of %s", late, []int{half, n}},
	} {
		out, err := run(way.rows, way.ends...)
		if err == nil {
			err = t.Same(out, want)
		}
		if err != nil {
			return fmt.Errorf(way.what+", %w", dataset, err)
		}
	}
	return nil
}

// take returns rows of a dataset in the given order.
func (t *Trial) take(dataset string, rows []int) (arrow.Record, error) {
	rec, err := rearrange.Take(t.input[dataset], rows)
	if err != nil {
		return nil, &misusedRelation{fmt.Errorf("dataset %s: %w", dataset, err)}
	}
	return rec, nil
}

// start returns the result on the case's input, and the datasets that a relation is about.
func (t *Trial) start(datasets []string) (*Output, []string, error) {
	names, err := t.named(datasets)
	if err != nil {
		return nil, nil, err
	}
	out, err := t.Result()
	return out, names, err
}
