package expr

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/expr-lang/expr"
	"pgregory.net/rapid"
)

// A peerRow is the row that both languages see.
var peerRow = map[string]any{"a": 7, "b": -3, "c": 0, "x": 1.5, "y": -0.25, "s": "Ada", "t": "a", "p": true, "q": false}

const peerColumns = `
a int64: 7
b int64: -3
c int64: 0
x float64: 1.5
y float64: -0.25
s utf8: Ada
t utf8: a
p bool: true
q bool: false
`

// draw writes a random expression of a kind: int, float, bool or text. Not all operations have parentheses, so both
// parsers must agree on precedences.
func draw(t *rapid.T, k kind, depth int) string {
	pick := func(choices ...string) string { return rapid.SampledFrom(choices).Draw(t, "word") }
	sub := func(k kind) string {
		text := draw(t, k, depth-1)
		if rapid.Bool().Draw(t, "parentheses") {
			return "(" + text + ")"
		}
		return text
	}
	choice := rapid.IntRange(0, 6).Draw(t, "choice")
	if depth == 0 {
		choice = 0
	}
	if choice == 1 {
		return "(" + sub(boolKind) + " ? " + sub(k) + " : " + sub(k) + ")"
	}
	switch k {
	case intKind:
		switch choice {
		case 0:
			return pick("a", "b", "c", "0", "1", "2", "13", "0x1f", "1_0")
		case 2:
			return pick("-", "+") + "(" + sub(intKind) + ")"
		case 3:
			return pick("abs("+sub(intKind), "len("+sub(textKind)) + ")"
		}
		return sub(intKind) + pick(" + ", " - ", " * ", "-", "*", " % ") + sub(intKind)
	case floatKind:
		switch choice {
		case 0:
			return pick("x", "y", "0.5", "2.0", "1e2", ".25")
		case 2:
			return sub(intKind) + " / " + sub(intKind)
		case 3:
			return pick("a", "b", "x") + " ** " + pick("2", "3", "0")
		case 4:
			return pick("floor(", "ceil(", "round(") + sub(floatKind) + ")"
		}
		return sub(floatKind) + pick(" + ", " - ", " * ", " / ") + pick(sub(floatKind), sub(intKind))
	case textKind:
		switch choice {
		case 0:
			return pick("s", "t", `"b"`, "'A'", "`é`")
		case 2:
			return pick("lower(", "upper(", "trim(", "string(") + sub(textKind) + ")"
		case 3:
			return sub(textKind) + pick(" | lower()", ` | replace("a", "bb")`, ` | trimPrefix("A")`)
		}
		return sub(textKind) + " + " + sub(textKind)
	}
	switch choice {
	case 0:
		return pick("p", "q", "true", "false")
	case 2:
		return pick("!(", "not (") + sub(boolKind) + ")"
	case 3:
		return sub(intKind) + pick(" < ", " <= ", " > ", " >= ", " == ", " != ") + sub(floatKind)
	case 4:
		return sub(textKind) + pick(" contains ", " startsWith ", " endsWith ", " not contains ", " == ",
			" < ") + sub(textKind)
	case 5:
		return pick("a", "b", "1 + 1") + pick(" in ", " not in ") + pick("[1, 7]", "1..7", "[]")
	}
	return sub(boolKind) + pick(" && ", " || ", " and ", " or ", " == ", " != ") + sub(boolKind)
}

// What compiles here means the same there, except for errors here: arithmetic past 64 bits, and integer division by
// zero.
func TestExpressionsMeanWhatTheyMeanInExprLang(t *testing.T) {
	s := columnsOf(t, peerColumns)
	compared := 0
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.SampledFrom([]kind{intKind, floatKind, boolKind, textKind}).Draw(t, "kind")
		text := draw(t, k, 4)
		a, err := s.eval(text)
		if err != nil {
			tolerated := strings.Contains(err.Error(), "division by zero") || strings.Contains(err.Error(), "int64") ||
				strings.Contains(err.Error(), "nested deeper") || strings.Contains(err.Error(), "more than 512")
			if program, other := expr.Compile(text, expr.Env(peerRow)); other == nil && !tolerated {
				want, _ := expr.Run(program, peerRow)
				t.Fatalf("%s\n is %v here\nand %v in expr-lang", text, err, want)
			}
			return
		}
		program, err := expr.Compile(text, expr.Env(peerRow))
		if err != nil {
			t.Fatalf("%s\n compiles here, and in expr-lang it is %v", text, err)
		}
		want, err := expr.Run(program, peerRow)
		if err != nil {
			t.Fatalf("%s\n has a value here, and in expr-lang it is %v", text, err)
		}
		_, got, _ := strings.Cut(written(t, a), ": ")
		if !sameValue(got, want) {
			t.Fatalf("%s\n is %s here\nand %v in expr-lang", text, got, want)
		}
		compared++
	})
	if compared == 0 {
		t.Error("no expression was compared")
	}
}

// sameValue compares a cell with a value of expr-lang. Its floats may be fused or raised to a power in another order,
// so that the last bits can differ.
func sameValue(cell string, want any) bool {
	f, ok := want.(float64)
	if !ok {
		return cell == fmt.Sprint(want)
	}
	got, err := strconv.ParseFloat(cell, 64)
	return err == nil && (got == f || got != got && f != f || abs(got-f) <= 1e-12*abs(f))
}

func abs(f float64) float64 { return max(f, -f) }
