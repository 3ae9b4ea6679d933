package compare

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// Options say what to compare, and how long.
type Options struct {
	Base     string   // a revision of git
	Against  string   // ./dir.Func, instead of a base
	Patterns []string // of packages
	Run      string   // an expression that the names of tests match
	Inputs   int      // for each transform
	Keep     bool     // pins keep their values
	Each     time.Duration
	All      time.Duration
	Progress func(text string)
}

// A Comparison is the outcome of a comparison.
type Comparison struct {
	Revision   string       `json:"base"` // for people
	Transforms []*Transform `json:"transforms"`
	OnlyBase   []string     `json:"only_base"` // packages, tests and cases that only the base has
	OnlyHere   []string     `json:"only_here"`
	Failed     []string     `json:"failed"` // what could not be compared, and why
	Notes      []string     `json:"notes"`
}

// Differs reports whether a transform differs.
func (c *Comparison) Differs() bool {
	return slices.ContainsFunc(c.Transforms, func(t *Transform) bool { return t.Difference != nil })
}

// A session is a running comparison.
type session struct {
	Options
	*Comparison
	old, now *tree
	newer    bool // the base uses the Assay of this revision
}

func (s *session) fail(format string, args ...any) {
	s.Failed = append(s.Failed, fmt.Sprintf(format, args...))
}

// nameOf names a call of a package as results are named: by the directory of the package and the test.
func (s *session) nameOf(pkg string, c call) string {
	p := s.now.packages[pkg]
	if dir, err := filepath.Rel(p.Module, p.Dir); err == nil && filepath.IsLocal(dir) {
		pkg = filepath.ToSlash(dir)
	}
	name := path.Join(pkg, c.Test)
	if c.Index > 0 {
		name += fmt.Sprintf(" (call %d of table.Run)", c.Index+1)
	}
	return name
}
