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
	o := yamlOptions(y.Comparison)
	c.Key, c.Order, c.Tolerances = o.Key, o.Order, o.Tolerances
	c.Ignore, c.Normalize, c.Form = o.Ignore, o.Normalize, o.Form
	for name, comparison := range y.Tables {
		c.Tables[name] = yamlOptions(comparison)
	}
	return c
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

// options returns the options for the case's result, or for one table of it if the case has options for that table.
func (c *Case) options(name string) golden.Options {
	if o, ok := c.Tables[name]; ok {
		return o
	}
	return golden.Options{
		Order: c.Order, Key: c.Key, Tolerances: c.Tolerances, Ignore: c.Ignore, Normalize: c.Normalize,
		Writers: c.Writers,
		Form:    c.Form, MaxRows: c.MaxRows, MaxBytes: c.MaxBytes,
		Want: golden.Expectation{Text: c.Want, Site: c.site},
	}
}
