package table

import (
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/fixture/casefile"
	"github.com/assay-go/assay/internal/inline"
)

// The names that fixtures use for the orders and the forms of a golden.
var (
	orders = map[string]golden.Order{
		"": golden.Unspecified, "ordered": golden.Ordered, "keyed": golden.Keyed, "multiset": golden.Multiset,
	}
	forms = map[string]golden.Form{
		"": golden.AsText, "text": golden.AsText, "digest": golden.AsDigest, "parquet": golden.AsParquet,
	}
)

// fromYAML returns a case that is written in YAML. Its pins stay in the field yaml, with their places in the file.
func fromYAML(y casefile.Case) Case {
	c := Case{
		Name: y.Name, Doc: y.Doc, Rows: y.Rows, Seed: y.Seed, Uses: y.Uses, Now: y.Now, Advance: y.Advance,
		Batches: y.Batches, WantErr: y.WantErr, Tables: make(map[string]golden.Options), yaml: &y,
	}
	if y.Want != nil {
		c.Want, c.site = *y.Want, inline.Site{File: y.At.File, Test: y.Test, Case: y.Name}
	}
	for _, r := range y.Holds {
		c.Holds = append(c.Holds, yamlRelation(r))
	}
	o := yamlOptions(y.Comparison)
	c.Key, c.Order, c.Tolerances = o.Key, o.Order, o.Tolerances
	c.Ignore, c.Normalize, c.Form = o.Ignore, o.Normalize, o.Form
	for name, comparison := range y.Tables {
		c.Tables[name] = yamlOptions(comparison)
	}
	return c
}

// yamlRelation returns a relation that a case in YAML names.
func yamlRelation(r casefile.Relation) Relation {
	switch r.Name {
	case "row_order":
		return RowOrder(r.Datasets...)
	case "duplicates":
		return Duplicates(r.Datasets...)
	case "union":
		return Union(r.Datasets[0])
	case "scale":
		return Scale(r.Columns, r.Results)
	case "nulls":
		return Nulls(r.Datasets...)
	case "empty":
		return Empty(r.Datasets...)
	case "idempotent":
		return Idempotent(r.Datasets[0])
	}
	return Batches(r.Datasets[0], r.State)
}

// yamlOptions returns the options that a case in YAML states.
func yamlOptions(c casefile.Comparison) golden.Options {
	o := golden.Options{Key: c.Key, Order: orders[c.Order], Ignore: c.Ignore, Form: forms[c.Form]}
	for _, t := range c.Tolerances {
		tolerance := golden.Tolerance{Column: t.Column, Abs: t.Abs, Rel: t.Rel, ULP: t.ULP, Duration: t.Duration}
		o.Tolerances = append(o.Tolerances, tolerance)
	}
	for _, g := range c.Granularities {
		o.Normalize = append(o.Normalize, golden.Normalizer{Column: g.Column, Granularity: g.Step})
	}
	for _, k := range c.Tokens {
		n := golden.Normalizer{Column: k.Column, Token: k.Kind, Match: k.Match}
		switch {
		case k.Match == "" && k.Kind == "uuid":
			n.Token, n.Match = "Guid", golden.UUIDs
		case k.Match == "":
			n.Token, n.Match = "Time", golden.Times
		}
		o.Normalize = append(o.Normalize, n)
	}
	return o
}
