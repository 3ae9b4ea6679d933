// Package smallcase makes a case of few rows: it pins what the rows hold, so that the fixture generates them again,
// then looks for simpler values, and writes the case in YAML.
package smallcase

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/fixture/dataset"
)

// A Case is the rows of some datasets, as a variant of a fixture.
type Case struct {
	Fixture *fixture.Fixture
	Base    dataset.Variant // with the seed and the present of the case that it is made of
	Records map[string]arrow.Record

	rows    map[string]int
	columns []*column
}

// A column is a column of the records that the result may depend on.
type column struct {
	gen.ColumnInfo
	drawn  bool // it is drawn, or computed from a drawn column that the case does not pin
	pinned bool
	free   bool // it is not compared: it leaks
	cells  []cell
}

// Needs says what a case has to hold.
type Needs struct {
	// Read reports whether the result may depend on a column.
	Read func(dataset, column string) bool
	// Free reports whether a column must not be pinned, as it leaks, or is computed from one that does.
	Free func(dataset, column string) bool
}

// New returns a case with the rows of records. Of base, the seed and the present count.
func New(
	ctx context.Context, fx *fixture.Fixture, base dataset.Variant, records map[string]arrow.Record, needs Needs,
) (*Case, error) {
	base.Pins, base.Rows = nil, nil
	c := &Case{Fixture: fx, Base: base, rows: make(map[string]int)}
	for name, rec := range records {
		c.rows[name] = int(rec.NumRows())
	}
	plan, err := c.Plan() // without pins
	if err != nil {
		return nil, err
	}
	covered := make(map[string]bool) // drawn columns that are pinned, or free
	var infos []gen.ColumnInfo
	for _, info := range plan.Columns() {
		rec := records[info.Dataset]
		if rec == nil || info.Transient || info.Type.ID() == arrow.STRUCT || !needs.Read(info.Dataset, info.Path) {
			continue
		}
		infos = append(infos, info)
		covered[info.Dataset+"."+info.Path] = info.Drawn
	}
	drawn := make(map[string]bool)
	for _, info := range plan.Columns() {
		drawn[info.Dataset+"."+info.Path] = info.Drawn
	}
	for _, info := range infos {
		col := &column{ColumnInfo: info, drawn: info.Drawn, free: needs.Free(info.Dataset, info.Path)}
		for _, dep := range plan.Deps(info.Dataset, info.Path) {
			col.drawn = col.drawn || drawn[dep] && !covered[dep]
		}
		col.pinned = col.drawn && !col.free
		c.columns = append(c.columns, col)
	}
	if err := c.load(records); err != nil {
		return nil, err
	}
	return c, c.settle(ctx)
}

// load takes the cells from records.
func (c *Case) load(records map[string]arrow.Record) error {
	c.Records = records
	for _, col := range c.columns {
		var err error
		if col.cells, err = cellsOf(records[col.Dataset], col.Path); err != nil {
			return err
		}
	}
	return nil
}

// settle pins the columns that the fixture generates otherwise, such as totals of rows that are not there.
func (c *Case) settle(ctx context.Context) error {
	for range len(c.columns) + 1 {
		records, err := c.generate(ctx)
		if err != nil {
			return err
		}
		var differ, computed []*column
		for _, col := range c.columns {
			if col.pinned || col.free {
				continue
			}
			cells, err := cellsOf(records[col.Dataset], col.Path)
			switch {
			case err != nil:
				return err
			case slices.Equal(cells, col.cells):
			case len(col.Deps) > 0:
				computed = append(computed, col)
			default:
				differ = append(differ, col)
			}
		}
		if differ == nil {
			differ = computed // others may be right once those that they are computed from are
		}
		if differ == nil {
			return nil
		}
		for _, col := range differ {
			col.pinned = true
		}
	}
	return fmt.Errorf("its rows cannot be pinned")
}

// generate returns the records that the fixture generates for the case.
func (c *Case) generate(ctx context.Context) (map[string]arrow.Record, error) {
	plan, err := c.Fixture.Plan(c.Variant())
	if err != nil {
		return nil, err
	}
	records := make(map[string]arrow.Record)
	for name, rows := range c.rows {
		if plan.Rows(name) != rows {
			return nil, fmt.Errorf("dataset %q has %d rows with these pins, not %d", name, plan.Rows(name), rows)
		}
		if records[name], err = plan.Record(ctx, name, gen.Options{}); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// Variant returns the case as a variant of its fixture.
func (c *Case) Variant() dataset.Variant {
	v := c.Base
	v.Rows = maps.Clone(c.rows)
	for _, p := range c.pins() {
		v.Pins = append(v.Pins, dataset.Pin{Path: p.path, Value: p.value.pin()})
	}
	return v
}

// A pin is a pin path with a cell.
type pin struct {
	path  string
	value cell
	typ   arrow.DataType
}

// pins returns the pins: one for a column whose cells are equal, else one for each cell.
func (c *Case) pins() (all []pin) {
	nulled := make(map[string]bool) // structs
	add := func(rows, dataset, path string, value cell, typ arrow.DataType) {
		if value.outer != "" {
			path = value.outer
			if nulled[dataset+rows+path] {
				return
			}
			nulled[dataset+rows+path] = true
		}
		all = append(all, pin{dataset + rows + "." + path, value, typ})
	}
	for _, col := range c.columns {
		switch {
		case !col.pinned || len(col.cells) == 0:
		case len(slices.Compact(slices.Clone(col.cells))) == 1:
			add("", col.Dataset, col.Path, col.cells[0], col.Type)
		default:
			for row, value := range col.cells {
				add(fmt.Sprintf("[%d]", row), col.Dataset, col.Path, value, col.Type)
			}
		}
	}
	return all
}

// Simplify looks for simpler values for which holds returns true, as it does for the case as it is: one value for all
// rows of a column, then for single cells. If holds returns an error, Simplify returns it and leaves the simplest case
// that it has found.
func (c *Case) Simplify(ctx context.Context, holds func() (bool, error)) error {
	first, err := c.firstKeys(ctx)
	if err != nil {
		return err
	}
	for _, col := range c.columns {
		if len(col.cells) == 0 || !col.pinned {
			continue
		}
		simplest, fixed, ok := c.Fixture.Simplest(c.Base, col.Dataset, col.Path)
		if fixed {
			continue
		}
		all := make([]int, len(col.cells))
		for row := range all {
			all[row] = row
		}
		if !ok {
			value, refers := first[col]
			if !refers {
				value = col.cells[0]
			}
			if _, err := c.try(ctx, col, all, value, holds); err != nil {
				return err
			}
			continue
		}
		same, err := c.try(ctx, col, all, cell{simplest: &simplest}, holds)
		if err != nil {
			return err
		}
		for row := 0; row < len(all) && !same && len(all) > 1; row++ {
			if _, err := c.try(ctx, col, []int{row}, cell{simplest: &simplest}, holds); err != nil {
				return err
			}
		}
		for row := 0; row < len(all) && !same; row++ {
			if err := c.approach(ctx, col, row, fmt.Sprint(simplest), holds); err != nil {
				return err
			}
		}
	}
	return nil
}

// Renumber leaves keys that the fixture counts to the fixture, if holds returns true with the references to them, as it
// does for the case as it is.
func (c *Case) Renumber(ctx context.Context, holds func() (bool, error)) error {
	plan, err := c.Fixture.Plan(c.Variant())
	if err != nil {
		return err
	}
	refs, err := plan.References(ctx)
	if err != nil {
		return err
	}
	for _, key := range c.columns {
		if key.drawn || len(key.Deps) > 0 || !key.pinned {
			continue
		}
		before, records := c.cells(), c.Records
		key.pinned = false
		made, err := c.generate(ctx)
		if err == nil {
			err = c.refer(ctx, key, refs, made)
		}
		yes := false
		if err == nil {
			if c.Records, err = c.generate(ctx); err == nil {
				yes, err = holds()
			}
		} else if ctx.Err() == nil {
			err = nil // the fixture cannot make it
		}
		switch {
		case yes && err == nil:
			err = c.load(c.Records)
		default:
			key.pinned, c.Records = true, records
			for i, col := range c.columns {
				col.cells = before[i]
			}
		}
		if err != nil {
			return err
		}
	}
	return c.relax(ctx)
}

// relax leaves those columns to the fixture that it generates as they are pinned.
func (c *Case) relax(ctx context.Context) error {
	for _, col := range c.columns {
		if col.drawn || !col.pinned {
			continue
		}
		col.pinned = false
		made, err := c.generate(ctx)
		if err != nil {
			col.pinned = true
			continue
		}
		cells, err := cellsOf(made[col.Dataset], col.Path)
		if err != nil {
			return err
		}
		col.pinned = !slices.Equal(cells, col.cells)
	}
	return ctx.Err()
}

// refer sets references to a key to its new values.
func (c *Case) refer(ctx context.Context, key *column, refs []gen.References, made map[string]arrow.Record) error {
	values, err := cellsOf(made[key.Dataset], key.Path)
	if err != nil {
		return err
	}
	key.cells = values
	for _, r := range refs {
		if r.To != key.Dataset || r.ToColumn != key.Path || r.Column == "" {
			continue
		}
		for _, col := range c.columns {
			if col.Dataset != r.Dataset || col.Path != r.Column {
				continue
			}
			for row, to := range r.Rows {
				if to >= 0 {
					col.cells[row] = values[to]
				}
			}
		}
	}
	return ctx.Err()
}

// cells returns the cells of all columns.
func (c *Case) cells() (all [][]cell) {
	for _, col := range c.columns {
		all = append(all, slices.Clone(col.cells))
	}
	return all
}

// try gives rows of a column another value, and reports whether the case still holds. If it does not, the cells stay as
// they were.
func (c *Case) try(ctx context.Context, col *column, rows []int, value cell, holds func() (bool, error)) (bool, error) {
	before, records := slices.Clone(col.cells), c.Records
	for _, row := range rows {
		col.cells[row] = value
	}
	if slices.Equal(before, col.cells) {
		return true, nil
	}
	made, err := c.generate(ctx)
	if err == nil {
		var yes bool
		c.Records = made
		if yes, err = holds(); yes && err == nil {
			return true, c.load(made)
		}
	} else if ctx.Err() == nil {
		err = nil // the fixture cannot make it
	}
	col.cells, c.Records = before, records
	return false, err
}

// approach brings a whole number as near to the simplest one as the case holds, by halves.
func (c *Case) approach(
	ctx context.Context, col *column, row int, simplest string, holds func() (bool, error),
) error {
	if !arrow.IsInteger(col.Type.ID()) {
		return nil
	}
	var near, far int64
	if _, err := fmt.Sscan(simplest+" "+col.cells[row].text, &near, &far); err != nil {
		return nil //nolint:nilerr // a number that is too large stays
	}
	for near != far && near+1 != far && near-1 != far {
		middle := near + (far-near)/2
		yes, err := c.try(ctx, col, []int{row}, cell{text: fmt.Sprint(middle)}, holds)
		if err != nil {
			return err
		}
		if yes {
			far = middle
		} else {
			near = middle
		}
	}
	return nil
}

// firstKeys returns for each reference the key of the first row that it can refer to.
func (c *Case) firstKeys(ctx context.Context) (map[*column]cell, error) {
	plan, err := c.Plan()
	if err != nil {
		return nil, err
	}
	refs, err := plan.References(ctx)
	if err != nil {
		return nil, err
	}
	first := make(map[*column]cell)
	for _, r := range refs {
		i := slices.IndexFunc(c.columns, func(col *column) bool { return col.Dataset == r.Dataset && col.Path == r.Column })
		k := slices.IndexFunc(c.columns, func(col *column) bool { return col.Dataset == r.To && col.Path == r.ToColumn })
		if i >= 0 && k >= 0 && len(c.columns[k].cells) > 0 {
			first[c.columns[i]] = c.columns[k].cells[0]
		}
	}
	return first, nil
}

// Plan returns the plan of the case.
func (c *Case) Plan() (*gen.Plan, error) { return c.Fixture.Plan(c.Variant()) }

// Pins returns the number of pins.
func (c *Case) Pins() int { return len(c.pins()) }
