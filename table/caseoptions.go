package table

import "github.com/assay-go/assay/golden"

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
