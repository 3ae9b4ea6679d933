package gotest

import (
	"io"
	"slices"
	"strings"
)

// A packageRun is the output of a package under test so far.
type packageRun struct {
	tests []*testOutput // in order of their start
	rest  strings.Builder
}

// A testOutput is the output of a test.
type testOutput struct {
	name        string
	lines       []string
	hasSubtests bool
	action      string // pass, fail or skip; "" until the test ends
}

// handle handles an event of a test.
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

// write writes the result of the test, then its output, as go test does without -json.
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
