package lint

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/fixture/casefile"
	"github.com/assay-go/assay/internal/fixture/dataset"
)

// A fixtureCheck is at work on a fixture that loads.
type fixtureCheck struct {
	*linter
	path    string
	fx      *fixture.Fixture
	root    *yaml.Node
	readers []*codePackage // what may read the datasets
	loaders []*codePackage
}

// namedInCode reports whether code has a name.
func (c *fixtureCheck) namedInCode(name string) bool {
	return slices.ContainsFunc(c.readers, func(p *codePackage) bool { return p.words[normalize(name)] })
}

// cases finds cases that no test runs.
func (c *fixtureCheck) cases() {
	for _, key := range keys(child(c.root, "cases")) {
		test, _, _ := strings.Cut(key.Value, "/")
		if slices.ContainsFunc(c.loaders, func(p *codePackage) bool { return p.words[normalize(test)] }) {
			continue
		}
		c.report(RuleCase, c.path, key.Line, key.Column, "no package that loads this fixture has a test %s: the cases listed for it do not run", test)
	}
}

// columnsRead returns the columns, as dataset.path, that code reads or that such a column is computed from.
func (c *fixtureCheck) columnsRead(plan *gen.Plan) map[string]bool {
	read := map[string]bool{}
	for _, col := range plan.Columns() {
		name := col.Path[strings.LastIndexByte(col.Path, '.')+1:]
		if c.namedInCode(name) || c.namedInCode(col.Path) {
			read[col.Dataset+"."+col.Path] = true
			for _, dep := range plan.Deps(col.Dataset, col.Path) {
				read[dep] = true
			}
		}
	}
	return read
}

// datasets finds datasets that no code names and no dataset refers to.
func (c *fixtureCheck) datasets() {
	plan, err := c.fx.Plan(dataset.Variant{})
	if err != nil {
		return // fixture.Open has accepted it
	}
	used := map[string]bool{}
	for _, name := range c.fx.Datasets() {
		used[name] = used[name] || c.namedInCode(name)
	}
	for again := true; again; {
		again = false
		for _, col := range plan.Columns() {
			for _, dep := range col.Deps {
				if name, _, _ := strings.Cut(dep, "."); used[col.Dataset] && !used[name] {
					used[name], again = true, true
				}
			}
		}
	}
	for _, name := range c.fx.Datasets() {
		if at := c.fx.Where(name, ""); !used[name] && at.File == c.path {
			c.report(RuleDataset, c.path, at.Line, at.Col, "no code that loads this fixture names the dataset %s, and no dataset in use refers to it", name)
		}
	}
}

// pins finds pins of columns that no code reads, in the datasets and in the cases.
func (c *fixtureCheck) pins() {
	plan, err := c.fx.Plan(dataset.Variant{})
	if err != nil {
		return
	}
	read := c.columnsRead(plan)
	seen := map[string]bool{}
	unread := func(dataset, path string, at *yaml.Node) {
		under := func(name string) bool { return name == path || strings.HasPrefix(name, path+".") }
		for _, col := range plan.Columns() {
			if col.Dataset == dataset && (under(col.Path) || strings.HasPrefix(path, col.Path+".")) && read[dataset+"."+col.Path] {
				return
			}
		}
		if c.namedInCode(path) || seen[fmt.Sprint(at.Line, dataset, path)] {
			return
		}
		seen[fmt.Sprint(at.Line, dataset, path)] = true
		c.report(RulePin, c.path, at.Line, at.Column, "nothing reads this pin: no code that loads this fixture names %s.%s, and nothing that it names is computed from it", dataset, path)
	}
	sets := child(c.root, "datasets")
	for _, name := range keys(sets) {
		for _, row := range values(child(child(sets, name.Value), "pins")) {
			for _, key := range keys(row) {
				unread(name.Value, key.Value, key)
			}
		}
	}
	c.eachCase(func(_ []casefile.Case, n *yaml.Node) {
		for _, key := range keys(child(n, "pin")) {
			dataset, path, _ := strings.Cut(key.Value, ".")
			dataset, _, _ = strings.Cut(dataset, "[")
			unread(dataset, path, key)
		}
	})
}

// eachCase calls use with each case of this file, or those that cross makes of it, and its node.
func (c *fixtureCheck) eachCase(use func([]casefile.Case, *yaml.Node)) {
	all := child(c.root, "cases")
	for _, test := range keys(all) {
		made := c.fx.Cases(test.Value)
		for _, n := range values(child(all, test.Value)) {
			of := 0
			for of < len(made) && made[of].At.Line == n.Line && made[of].At.Col == n.Column {
				of++
			}
			if of > 0 {
				use(made[:of], n)
			}
			made = made[of:]
		}
	}
}

// uses finds uses of columns in which nothing is drawn, so that they cannot leak.
func (c *fixtureCheck) uses() {
	c.eachCase(func(cases []casefile.Case, n *yaml.Node) {
		unused := slices.Clone(values(child(n, "uses")))
		for _, k := range cases {
			if len(unused) == 0 {
				return
			}
			plan, err := c.fx.Plan(k.Variant())
			if err != nil {
				return
			}
			unused = slices.DeleteFunc(unused, leaks(plan))
		}
		for _, item := range unused {
			c.report(RuleUses, c.path, item.Line, item.Column, "nothing is drawn in %s: it is pinned or static in this case, and needs no uses", item.Value)
		}
	})
}

// leaks returns what reports whether an item of uses names a column in which a plan draws, or none.
func leaks(plan *gen.Plan) func(item *yaml.Node) bool {
	columns, drawn := plan.Columns(), map[string]bool{}
	for _, col := range columns {
		drawn[col.Dataset+"."+col.Path] = col.Drawn || col.Count
	}
	return func(item *yaml.Node) bool {
		dataset, path, _ := strings.Cut(item.Value, ".")
		return path == "" || slices.ContainsFunc(columns, func(col gen.ColumnInfo) bool {
			return col.Dataset == dataset &&
				(col.Path == path || strings.HasPrefix(col.Path, path+".") || strings.HasPrefix(path, col.Path+".")) &&
				(drawn[dataset+"."+col.Path] || slices.ContainsFunc(plan.Deps(dataset, col.Path), func(dep string) bool { return drawn[dep] }))
		})
	}
}
