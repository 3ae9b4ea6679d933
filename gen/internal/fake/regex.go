package fake

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/assay-go/assay/internal/message"
)

// maxUnbounded is the maximum number of repetitions of * + and {n,} beyond the required ones.
const maxUnbounded = 10

// regex makes texts that match a regular expression of RE2 as a whole. Unbounded repetitions add at most 10. A dot, and
// a class that excludes characters, draw from printable ASCII if possible.
func regex(_ *compiler, a args) (*Sampler, error) {
	re, err := syntax.Parse(a.text("str"), syntax.Perl)
	if err != nil {
		if bad, ok := errors.AsType[*syntax.Error](err); ok {
			return nil, badParam("str", "%s: %s", bad.Code, message.Quote(bad.Expr))
		}
		return nil, badParam("str", "%v", err)
	}
	t, err := matching(re, true, true)
	if err != nil {
		return nil, badParam("str", "%v", err)
	}
	return textSampler(t), nil
}

// matching returns the text that matches re, which may be at the start and the end of the whole text.
func matching(re *syntax.Regexp, starts, ends bool) (text, error) {
	switch re.Op {
	case syntax.OpLiteral:
		if slices.ContainsFunc(re.Rune, utf16.IsSurrogate) {
			return text{}, fmt.Errorf("nothing matches %s: remove the surrogate", re)
		}
		return literal(string(re.Rune)), nil
	case syntax.OpCharClass:
		return class(re.Rune)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return class([]rune{' ', '~'})
	case syntax.OpEmptyMatch:
		return literal(""), nil
	case syntax.OpBeginText, syntax.OpEndText:
		if re.Op == syntax.OpBeginText && !starts || re.Op == syntax.OpEndText && !ends {
			return text{}, fmt.Errorf("nothing matches %s in the middle", re)
		}
		return literal(""), nil
	case syntax.OpCapture:
		return matching(re.Sub[0], starts, ends)
	case syntax.OpStar:
		return repeated(re.Sub[0], 0, -1)
	case syntax.OpPlus:
		return repeated(re.Sub[0], 1, -1)
	case syntax.OpQuest:
		return repeated(re.Sub[0], 0, 1)
	case syntax.OpRepeat:
		return repeated(re.Sub[0], re.Min, re.Max)
	case syntax.OpConcat, syntax.OpAlternate:
		parts := make([]text, len(re.Sub))
		for i, sub := range re.Sub {
			var err error
			first, last := i == 0 || re.Op == syntax.OpAlternate, i == len(re.Sub)-1 || re.Op == syntax.OpAlternate
			starts := starts && (first || re.Sub[i-1].Op == syntax.OpBeginText)
			ends := ends && (last || re.Sub[i+1].Op == syntax.OpEndText)
			if parts[i], err = matching(sub, starts, ends); err != nil {
				return text{}, err
			}
		}
		if re.Op == syntax.OpConcat {
			return join(parts...), nil
		}
		return choice(parts...), nil
	case syntax.OpNoMatch:
		return text{}, errors.New("nothing matches it")
	default:
		return text{}, fmt.Errorf("%s is not supported: it depends on the text around it", re)
	}
}

// repeated returns the text that matches sub lo to hi times; -1 means unbounded.
func repeated(sub *syntax.Regexp, lo, hi int) (text, error) {
	t, err := matching(sub, false, false)
	if err != nil {
		return text{}, err
	}
	if hi < 0 {
		hi = lo + maxUnbounded
	}
	if size := t.max * hi; size > maxCell { // both are at most 65,537
		return text{}, fmt.Errorf("%s repeated so often makes up to %d bytes, but a cell has at most %d",
			message.Shorten(sub.String(), 40), size, maxCell)
	}
	return repeat(t, lo, hi, ""), nil
}

// class returns the text of a class, given as pairs of first and last characters. If the class has printable ASCII and
// most of Unicode, as [^"] has, it draws from the former.
func class(pairs []rune) (text, error) {
	const firstPrintable, lastPrintable = ' ', '~'
	if len(pairs) == 0 {
		return text{}, errors.New("nothing matches an empty class")
	}
	if pairs[len(pairs)-1] == utf8.MaxRune {
		if printable := clip(pairs, firstPrintable, lastPrintable); len(printable) > 0 {
			pairs = printable
		}
	}
	pairs = withoutSurrogates(pairs)
	total := uint64(0)
	for i := 0; i < len(pairs); i += 2 {
		total += uint64(pairs[i+1]-pairs[i]) + 1
	}
	if total == 0 {
		return text{}, errors.New("nothing matches a class of surrogates")
	}
	return textOf(utf8.RuneLen(pairs[len(pairs)-1]), func(dst []byte, key uint64) []byte {
		n := rune(below(key, total))
		for i := 0; ; i += 2 {
			if size := pairs[i+1] - pairs[i] + 1; n >= size {
				n -= size
				continue
			}
			return utf8.AppendRune(dst, pairs[i]+n)
		}
	}), nil
}

// clip returns the intersection of pairs with [lo, hi].
func clip(pairs []rune, lo, hi rune) []rune {
	var kept []rune
	for i := 0; i < len(pairs); i += 2 {
		if first, last := max(pairs[i], lo), min(pairs[i+1], hi); first <= last {
			kept = append(kept, first, last)
		}
	}
	return kept
}

// withoutSurrogates returns pairs without the code points that UTF-8 cannot hold.
func withoutSurrogates(pairs []rune) []rune {
	return append(clip(pairs, 0, 0xd7ff), clip(pairs, 0xe000, utf8.MaxRune)...)
}
