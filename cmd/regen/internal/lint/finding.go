package lint

import (
	"fmt"
)

// The rules.
const (
	RuleFixture  = "fixture"      // an error of fixture.Open
	RuleUnloaded = "not-loaded"   // a fixture that no test loads
	RuleCase     = "case"         // a case that no test runs
	RuleDataset  = "dataset"      // a dataset that no code reads
	RulePin      = "pin"          // a pin of a column that no code reads
	RuleUses     = "uses"         // uses of a column that is not generated
	RuleGolden   = "golden-size"  // a golden whose diff reviews fold
	RuleBroken   = "golden-reads" // a golden that cannot be read
)

// A Finding is a leftover at a place in a file. Line and Col count from 1.
type Finding struct {
	File      string // absolute
	Line, Col int
	Message   string
	Rule      string
}

// A linter checks a module.
type linter struct {
	root     string
	code     []*codePackage
	fixtures []string
	included map[string]bool // fixtures that others include
	goldens  []string
	found    []Finding
}

func (l *linter) report(rule, file string, line, col int, format string, args ...any) {
	l.found = append(l.found, Finding{
		File: file, Line: max(line, 1), Col: max(col, 1), Rule: rule,
		Message: fmt.Sprintf(format, args...),
	})
}
