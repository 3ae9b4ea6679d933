package table

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/message"
)

// dependencies are the columns of a plan that the result of a case may depend on: those that its transform reads, and
// those that these are computed from.
type dependencies struct {
	read       []gen.ColumnInfo // in the plan's order
	redrawable []gen.ColumnInfo // drawn, not under Uses, and upstream of a column that is read
	uses       []use
	// The maps have dataset.path as their key.
	used     map[string]bool     // under Uses, or upstream of a column there
	upstream map[string]bool     // read, or upstream of a column that is read
	readers  map[string][]string // the columns that are read and computed from the key
}

// A use is an entry of Uses, and the drawn columns that it covers and that the result may depend on.
type use struct {
	name    string
	columns []gen.ColumnInfo
}

func columnID(c gen.ColumnInfo) string { return c.Dataset + "." + c.Path }

// newDependencies sorts the columns of a plan into dependencies. It returns an error if a use names no column.
func newDependencies(p *gen.Plan, reads []columnRead, uses []string) (*dependencies, error) {
	columns := p.Columns()
	s := &dependencies{used: make(map[string]bool), upstream: make(map[string]bool), readers: make(map[string][]string)}
	g := newColumnGraph(columns)
	covered := make([]map[string]bool, len(uses))
	for i, name := range uses {
		named := g.expand(name)
		if named == nil {
			return nil, unknownUse(name, columns)
		}
		covered[i] = make(map[string]bool)
		for _, c := range named {
			g.addUpstream(c, covered[i], false)
		}
		maps.Copy(s.used, covered[i])
	}
	upstream := make(map[string]bool)
	for i, c := range columns {
		if c.Transient || !slices.ContainsFunc(reads, func(r columnRead) bool { return r.covers(c.Dataset, c.Path) }) {
			continue
		}
		s.read = append(s.read, c)
		clear(upstream)
		g.addUpstream(g.ids[i], upstream, true)
		for name := range upstream {
			s.upstream[name] = true
			if name != g.ids[i] {
				s.readers[name] = append(s.readers[name], g.ids[i])
			}
		}
	}
	for i, c := range columns {
		if (c.Drawn || c.Count) && s.upstream[g.ids[i]] && !s.used[g.ids[i]] {
			s.redrawable = append(s.redrawable, c)
		}
	}
	for i, name := range uses {
		u := use{name: name}
		for k, c := range columns {
			if id := g.ids[k]; (c.Drawn || c.Count) && s.upstream[id] && covered[i][id] {
				u.columns = append(u.columns, c)
			}
		}
		s.uses = append(s.uses, u)
	}
	return s, nil
}

func (s *dependencies) isUsed(dataset, column string) bool { return s.used[dataset+"."+column] }

// readThrough names some columns that the transform reads and that are computed from c, or returns "" if it reads c
// itself.
func (s *dependencies) readThrough(c gen.ColumnInfo) string {
	for _, r := range s.read {
		if columnID(r) == columnID(c) {
			return ""
		}
	}
	const most = 3
	names := s.readers[columnID(c)]
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

func unknownUse(use string, columns []gen.ColumnInfo) error {
	var names []string
	for _, c := range columns {
		names = append(names, columnID(c), c.Dataset, c.Dataset+".*")
	}
	return fmt.Errorf("uses: no column %q%s", use, message.DidYouMean(use, names))
}

// A columnGraph knows which columns are computed from which.
type columnGraph struct {
	columns []gen.ColumnInfo
	ids     []string // of the columns
	at      map[string]int
	counts  map[string]string // by dataset with a drawn row count, the column that represents the count
}

func newColumnGraph(columns []gen.ColumnInfo) *columnGraph {
	g := &columnGraph{columns, make([]string, len(columns)), make(map[string]int, len(columns)), make(map[string]string)}
	for i, c := range columns {
		g.ids[i] = columnID(c)
		g.at[g.ids[i]] = i
		if c.Count {
			g.counts[c.Dataset] = g.ids[i]
		}
	}
	return g
}

// expand returns the column of a name, the fields of the struct of that name, or all columns of a dataset: customers or
// customers.*.
func (g *columnGraph) expand(name string) []string {
	name = strings.TrimSuffix(name, ".*")
	var out []string
	for _, id := range g.ids {
		if within(id, name) {
			out = append(out, id)
		}
	}
	return out
}

// addUpstream adds a column, and all columns that it is computed from, to a set. With counts it also adds those that
// the number of its rows depends on.
func (g *columnGraph) addUpstream(name string, set map[string]bool, counts bool) {
	if set[name] {
		return
	}
	set[name] = true
	at, ok := g.at[name]
	if !ok {
		for _, field := range g.expand(name) {
			g.addUpstream(field, set, counts)
		}
		return
	}
	c := g.columns[at]
	for _, dep := range c.Deps {
		g.addUpstream(dep, set, counts)
	}
	if count, ok := g.counts[c.Dataset]; ok && counts {
		g.addUpstream(count, set, counts)
	}
}
