package gotest

import (
	"io"
	"slices"
	"strings"
)

// A packageRun is what a package under test has written so far.
type packageRun struct {
	tests []*testOutput // in the order in which they started
	rest  strings.Builder
}

// A testOutput is what a test has written.
type testOutput struct {
	name        string
	lines       []string
	hasSubtests bool   // it has subtests
	action      string // pass, fail or skip, once it has ended
}

// handle handles the events of tests.
func (p *packageRun) handle(e event) {
	i := slices.IndexFunc(p.tests, func(o *testOutput) bool { return o.name == e.Test && o.action == "" })
	if i < 0 {
		i = len(p.tests)
		p.tests = append(p.tests, &testOutput{name: e.Test})
		for j := range p.tests {
			if strings.HasPrefix(e.Test, p.tests[j].name+"/") {
				p.tests[j].hasSubtests = true
			}
		}
	}
	test := p.tests[i]
	switch e.Action {
	case "output":
		if !strings.HasPrefix(e.Output, "=== ") {
			test.lines = append(test.lines, e.Output)
		}
	case "pass", "fail", "skip":
		test.action = e.Action
	}
}

// write writes the result of the test and then its output, as go test does without -json.
func (o *testOutput) write(w io.Writer) {
	indent := strings.Repeat("    ", strings.Count(o.name, "/"))
	isResult := func(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " "), "--- ") }
	for _, line := range o.lines {
		if isResult(line) {
			io.WriteString(w, indent+strings.TrimLeft(line, " "))
		}
	}
	for _, line := range o.lines {
		if !isResult(line) {
			io.WriteString(w, indent+line)
		}
	}
}
