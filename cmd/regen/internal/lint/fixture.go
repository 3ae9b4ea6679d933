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

// A fixtureCheck checks a fixture without errors.
type fixtureCheck struct {
	*linter
	path    string
	fx      *fixture.Fixture
	root    *yaml.Node
	readers []*codePackage // packages that may read the datasets
	loaders []*codePackage
}

// namedInCode reports whether the packages that may read the datasets contain a name.
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
		c.report(RuleCase, c.path, key.Line, key.Column,
			"no package that loads this fixture has a test %s: its cases never run", test)
	}
}

// columnsRead returns the columns that code reads, and those from which such columns are computed, as dataset.path.
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

// datasets finds datasets that neither code nor a used dataset names.
func (c *fixtureCheck) datasets() {
	plan, err := c.fx.Plan(dataset.Variant{})
	if err != nil {
		return // fixture.Open accepted it
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
			c.report(RuleDataset, c.path, at.Line, at.Col,
				"unused dataset %s: no code that loads this fixture names it, and no used dataset refers to it", name)
		}
	}
}

// pins finds pins of columns that no code reads, in datasets and in cases.
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
			if col.Dataset == dataset && (under(col.Path) || strings.HasPrefix(path, col.Path+".")) &&
				read[dataset+"."+col.Path] {
				return
			}
		}
		if c.namedInCode(path) || seen[fmt.Sprint(at.Line, dataset, path)] {
			return
		}
		seen[fmt.Sprint(at.Line, dataset, path)] = true
		c.report(RulePin, c.path, at.Line, at.Column,
			"unused pin of %s.%s: no code that loads this fixture names the column, or a column computed from it", dataset, path)
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

// eachCase calls use with each case of this file and its node. If the case has a cross, it passes all resulting cases.
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

// uses finds uses of columns that are not generated, so that they cannot leak.
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
			c.report(RuleUses, c.path, item.Line, item.Column, "%s is not generated in this case: remove it from uses",
				item.Value)
		}
	})
}

// leaks returns a function that reports whether an item of uses names a generated column of the plan, or a dataset with
// one.
func leaks(plan *gen.Plan) func(item *yaml.Node) bool {
	columns, drawn := plan.Columns(), map[string]bool{}
	for _, col := range columns {
		drawn[col.Dataset+"."+col.Path] = col.Drawn || col.Count
	}
	return func(item *yaml.Node) bool {
		dataset, path, _ := strings.Cut(strings.TrimSuffix(item.Value, ".*"), ".")
		return slices.ContainsFunc(columns, func(col gen.ColumnInfo) bool {
			within := strings.HasPrefix(col.Path, path+".") || strings.HasPrefix(path, col.Path+".")
			return col.Dataset == dataset && (path == "" || col.Path == path || within) &&
				(drawn[dataset+"."+col.Path] || slices.ContainsFunc(plan.Deps(dataset, col.Path),
					func(dep string) bool { return drawn[dep] }))
		})
	}
}
