package table

import (
	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/golden"
)

// rerunOptions returns the options that compare a part of the results of two runs.
func (c *Case) rerunOptions(of resultPart) golden.Options {
	o := c.options(of.name)
	if !c.noise || of.table == nil || o.Form == golden.AsDigest {
		return o
	}
	var noise []golden.Tolerance
	for _, f := range of.table.Schema().Fields() {
		if arrow.IsFloating(f.Type.ID()) {
			noise = append(noise, golden.Tolerance{Column: f.Name, Abs: 1e-9, Rel: 1e-9})
		}
	}
	o.Tolerances = append(noise, o.Tolerances...)
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
