package infer

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
)

// fewest is the number of distinct texts from which a column can be a reference whatever its name is.
const fewest = 8

// findReferences finds columns whose values are all in a key of another dataset.
func findReferences(ctx context.Context, all []*dataset) error {
	for _, d := range all {
		for _, c := range d.columns {
			for _, k := range candidates(c, all) {
				ok, err := within(ctx, c, k)
				if err != nil {
					return err
				}
				if ok {
					c.ref, c.pick = k, pickOf(c)
					k.referred = true
					break
				}
			}
		}
	}
	return nil
}

// isKey reports whether a column can identify the rows of its dataset.
func (c *column) isKey() bool {
	return c.Rows > 1 && c.Nulls == 0 && (c.Texts != nil || arrow.IsInteger(c.Type.ID())) && c.Unique()
}

// candidates returns the keys that a column may refer to, the most likely first.
func candidates(c *column, all []*dataset) []*column {
	var likely, possible []*column
	n, _ := c.Distinct()
	for _, d := range all {
		for _, k := range d.columns {
			switch {
			case d == c.of:
				if k != c && k.isKey() && (k.Texts != nil) == (c.Texts != nil) && canRefer(c) && namesParent(c) {
					likely = append(likely, k)
				}
			case !k.isKey() || (k.Texts != nil) != (c.Texts != nil) || !canRefer(c) || refersTo(k, c.of):
			case namesKey(c, k):
				likely = append(likely, k)
			case c.Texts != nil && n >= fewest:
				possible = append(possible, k)
			}
		}
	}
	return slices.Concat(likely, possible)
}

// parental has parts of the names of columns that refer to another row of their dataset.
var parental = []string{
	"parent", "manager", "boss", "supervisor", "reportsto", "replyto", "replacedby", "replaces", "previous", "referred",
	"mentor", "ancestor", "inreplyto", "original", "superior",
}

// namesParent reports whether the name of a column says that it refers to another row of its dataset.
func namesParent(c *column) bool {
	name := plain(c.Name)
	return slices.ContainsFunc(parental, func(part string) bool { return strings.Contains(name, part) })
}

// canRefer reports whether a column has a type that keys have, or float, which nulls can turn integers into.
func canRefer(c *column) bool {
	return c.Texts != nil || arrow.IsInteger(c.Type.ID()) || arrow.IsFloating(c.Type.ID())
}

// refersTo reports whether a dataset already depends on another, or would depend on itself.
func refersTo(k *column, on *dataset) bool {
	seen := map[*dataset]bool{}
	var reaches func(d *dataset) bool
	reaches = func(d *dataset) bool {
		if d == on {
			return true
		}
		if seen[d] {
			return false
		}
		seen[d] = true
		return slices.ContainsFunc(d.columns, func(c *column) bool { return c.ref != nil && reaches(c.ref.of) })
	}
	return reaches(k.of)
}

// namesKey reports whether the name of a column refers to the key: it is customer_id, buyer_customer_id, or, if the key
// has the name id, customer, customer_id or customerId.
func namesKey(c, k *column) bool {
	have, want, of := plain(c.Name), plain(k.Name), plain(withoutStage(k.of.name))
	// If both have the name, the key belongs to the dataset that the name is about.
	if have == want && c.isKey() && strings.HasPrefix(want, singular(plain(withoutStage(c.of.name)))) {
		return false
	}
	if have == want && want != "id" {
		return true
	}
	for _, name := range []string{of + want, singular(of) + want, singular(of)} {
		if strings.HasSuffix(have, name) {
			return true
		}
	}
	return len(want) > 3 && strings.HasSuffix(have, want)
}

// withoutStage removes from the name of a dataset what says how far it is processed, as dbt models have it.
func withoutStage(name string) string {
	for _, stage := range []string{"raw_", "stg_", "src_", "staging_", "base_", "int_", "dim_", "fct_", "fact_"} {
		if rest, ok := strings.CutPrefix(strings.ToLower(name), stage); ok && rest != "" {
			return rest
		}
	}
	return name
}

func plain(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(name))
}

func singular(name string) string {
	switch {
	case strings.HasSuffix(name, "people"):
		return strings.TrimSuffix(name, "people") + "person"
	case strings.HasSuffix(name, "children"):
		return strings.TrimSuffix(name, "ren")
	case strings.HasSuffix(name, "uses"):
		return strings.TrimSuffix(name, "es")
	case strings.HasSuffix(name, "ies"):
		return strings.TrimSuffix(name, "ies") + "y"
	case strings.HasSuffix(name, "sses"), strings.HasSuffix(name, "xes"), strings.HasSuffix(name, "ches"):
		return strings.TrimSuffix(name, "es")
	}
	return strings.TrimSuffix(name, "s")
}

// errFound ends a search.
var errFound = errors.New("all found")

// within reports whether all values of c, or a sample of them, are values of k.
func within(ctx context.Context, c, k *column) (bool, error) {
	n, _ := c.Distinct()
	of, exact := k.Distinct()
	if n == 0 || float64(n) > 1.05*float64(of) {
		return false, nil
	}
	looked, missing, rest := profile.Inclusion(c.Column, k.Column)
	if missing > 0 || exact || looked >= 100 || len(rest) == 0 {
		return missing == 0 && looked > 0, nil
	}
	// The sample of a large key says nothing about a few values: look at all of it.
	err := k.of.table.Each(ctx, func(rec arrow.Record) error {
		p := profile.New(rec.Schema())
		p.Columns[0].Watch(rest)
		if err := p.Add(rec); err != nil {
			return err
		}
		if len(rest) == 0 {
			return errFound
		}
		return nil
	}, k.at)
	if err != nil && !errors.Is(err, errFound) {
		return false, err
	}
	return len(rest) == 0, nil
}

// pickOf returns how a column picks among the keys.
func pickOf(c *column) string {
	n, _ := c.Distinct()
	mean := float64(c.Present()) / float64(max(n, 1))
	switch {
	case c.Unique() && c.Nulls == 0:
		return "unique"
	case c.Present() >= 50 && float64(c.TopCount()) > 3*(mean+3):
		return "zipf"
	}
	return ""
}
