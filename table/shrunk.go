package table

import (
	"fmt"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/ask"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/table/internal/smallcase"
)

// describe sets what is shown of records and of the case that makes them, or why no case makes them.
func (s *shrinker) describe(out *ask.Shrunk, recs map[string]arrow.Record, c *smallcase.Case, why error) {
	for _, name := range s.plan.Datasets() {
		rec := recs[name]
		if rec == nil {
			continue
		}
		out.Rows += int(rec.NumRows())
		table := ask.ShrunkTable{Dataset: name, Rows: make([][]string, rec.NumRows())}
		for _, info := range s.of.deps.read {
			if info.Dataset != name || info.Type.ID() == arrow.STRUCT {
				continue
			}
			cells, err := smallcase.Texts(rec, info.Path)
			if err != nil {
				continue // a type without a text
			}
			table.Columns = append(table.Columns, info.Path)
			for row, cell := range cells {
				table.Rows[row] = append(table.Rows[row], cell)
			}
		}
		out.Tables = append(out.Tables, table)
	}
	if why != nil {
		out.Note = "no case can be written: " + why.Error()
		return
	}
	r := s.of
	out.Name, out.Pins, out.Test, out.Fixture = r.Name+" smallest", c.Pins(), s.testName(), r.fx.Path()
	settings, missing := r.yamlSettings()
	if c.Base.Seed != nil {
		settings = append(settings, fmt.Sprintf("seed: %d", *c.Base.Seed))
	}
	if r.yaml != nil && r.yaml.Test == "" {
		out.CaseFile = r.yaml.At.File
	}
	switch {
	case r.Setup != nil:
		out.Go = c.Go(out.Name, []string{fmt.Sprintf("\tSetup: …, // and what else %q sets", r.Name)})
		out.Note = "the case has Setup, which YAML cannot say: add the case in Go"
	default:
		out.Case = c.YAML(out.Name, out.Failure, settings)
		if missing != nil {
			out.Note = "add " + message.List(missing) + " of case " + message.Quote(r.Name) + " to it"
		}
	}
}

// testName returns the name of the test that lists the case.
func (s *shrinker) testName() string {
	return strings.TrimSuffix(s.t.Name(), "/"+subtestName(s.of.Name))
}

// yamlSettings returns lines with the settings of the case, and the names of those that they lack.
func (c *Case) yamlSettings() (lines, missing []string) {
	list := func(key string, values []string) {
		if len(values) > 0 {
			lines = append(lines, key+": "+smallcase.List(values))
		}
	}
	if !c.Now.IsZero() {
		lines = append(lines, "now: "+c.Now.UTC().Format(time.RFC3339Nano))
	}
	var steps []string
	for _, d := range c.Advance {
		steps = append(steps, d.String())
	}
	list("advance", steps)
	var batches []string
	for _, rows := range c.Batches {
		batches = append(batches, smallcase.Counts(rows))
	}
	if batches != nil {
		lines = append(lines, "batches: ["+strings.Join(batches, ", ")+"]")
	}
	var relations []string
	for _, r := range c.Holds {
		if r.yaml != "" {
			relations = append(relations, r.yaml)
		}
	}
	if relations != nil {
		lines = append(lines, "holds: ["+strings.Join(relations, ", ")+"]")
	}
	list("key", c.Key)
	if c.Order != golden.Unspecified {
		lines = append(lines, "order: "+c.Order.String())
	}
	list("ignore", c.Ignore)
	if c.WantErr != "" {
		lines = append(lines, "want_err: "+smallcase.Scalar(c.WantErr))
	}
	for _, setting := range []struct {
		name string
		set  bool
	}{
		{"Holds", len(relations) < len(c.Holds)},
		{"Tolerances", c.Tolerances != nil},
		{"Normalize", c.Normalize != nil},
		{"Writers", c.Writers != nil},
		{"Tables", len(c.Tables) > 0},
	} {
		if setting.set {
			missing = append(missing, setting.name)
		}
	}
	return lines, missing
}
