// Package pattern compiles regular expressions that a file has, within limits of size and time. Package regexp matches
// in a time that grows with the steps of an expression times the length of a text; a{0,1000} has a thousand steps.
package pattern

import (
	"fmt"
	"regexp"
	"regexp/syntax"

	"github.com/assay-go/assay/internal/message"
)

// most is the number of steps that an expression may have.
const most = 4000

// Check returns the number of steps of a regular expression, about the instructions of its program, or an error.
func Check(text string) (steps int, err error) {
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return 0, err
	}
	if steps = stepsOf(tree); steps > most {
		return 0, fmt.Errorf("the expression %s has more than %d steps; repeat less, such as .* instead of .{0,%d}",
			message.Excerpt(text), most, most)
	}
	return steps, nil
}

// Compile compiles a regular expression that passes [Check], and returns its steps.
func Compile(text string) (re *regexp.Regexp, steps int, err error) {
	if steps, err = Check(text); err == nil {
		re, err = regexp.Compile(text)
	}
	return re, steps, err
}

// stepsOf returns the number of steps of an expression, at most a little over most for each part.
func stepsOf(re *syntax.Regexp) int {
	steps := 1
	if re.Op == syntax.OpLiteral {
		steps = len(re.Rune)
	}
	for _, sub := range re.Sub {
		steps = min(steps+stepsOf(sub), most+1)
	}
	if re.Op == syntax.OpRepeat {
		const each = 2 // an optional copy has a branch, too
		steps = min(steps*each*max(re.Min, re.Max, 1), most+1)
	}
	return steps
}

// Cost returns about how many nanoseconds an expression of some steps takes at most for a text of some bytes. Package
// regexp remembers the places of a short text where it has been, and is slow for others.
func Cost(steps, length int) int64 {
	const short, few, fast, slow = 1 << 18, 500, 4, 40
	cost := int64(steps) * int64(length)
	if cost <= short && steps <= few {
		return fast * cost
	}
	return slow * cost
}
