package fake

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/brianvoe/gofakeit/v7/data"
)

// maxCell is the size limit, in bytes, of a text that a function makes.
const maxCell = 64 << 10

// maxDepth is the limit for patterns inside patterns.
const maxDepth = 16

// A compiler makes the sampler of a function and of the functions in its patterns.
type compiler struct {
	natives map[string]native
	now     time.Time
	shared  *cache  // of functions without parameters, or nil
	depth   int     // of patterns in patterns
	uses    []*Func // what has been compiled
}

// A native makes the sampler of a function from its arguments, for functions that this package implements itself.
type native func(c *compiler, a args) (*Sampler, error)

// A paramError is the error of one parameter. Compile makes it a ParamError.
type paramError struct{ param, msg string }

func (e *paramError) Error() string { return e.msg }

func badParam(param, format string, a ...any) error {
	return &paramError{param, fmt.Sprintf(format, a...)}
}

// sampler compiles a function.
func (c *compiler) sampler(f *Func, params []Param) (*Sampler, error) {
	if len(params) > 0 || c.shared == nil {
		return c.compile(f, params)
	}
	s, err := c.shared.get(f, c.now, func() (*Sampler, error) { return c.compile(f, nil) })
	if err == nil {
		c.use(s.uses)
	}
	return s, err
}

func (c *compiler) use(functions []*Func) {
	for _, f := range functions {
		if !slices.Contains(c.uses, f) {
			c.uses = append(c.uses, f)
		}
	}
}

func (c *compiler) compile(f *Func, params []Param) (*Sampler, error) {
	a, errs := parseArgs(f.name, f.params, params)
	if len(errs) > 0 {
		return nil, errs
	}
	outer := c.uses
	c.uses = []*Func{f}
	s, err := c.native(f)(c, a)
	if err == nil && s.text.max > maxCell && len(params) > 0 {
		err = badParam(params[0].Name, "makes up to %d bytes, but a cell has at most %d", s.text.max, maxCell)
	}
	if bad := (*paramError)(nil); errors.As(err, &bad) {
		index := slices.IndexFunc(params, func(p Param) bool { return fold(p.Name) == fold(bad.param) })
		return nil, ParamErrors{{f.name, bad.param, index, bad.msg}}
	}
	if err != nil {
		return nil, err
	}
	own := *s // a copy, because s may be the sampler of another function
	own.uses, c.uses = c.uses, outer
	c.use(own.uses)
	return &own, nil
}

// native returns the native of a function.
func (c *compiler) native(f *Func) native {
	if f.list[0] != "" {
		return func(*compiler, args) (*Sampler, error) { return textSampler(list(f.list[0], f.list[1])), nil }
	}
	return c.natives[f.key]
}

// fn returns the text of a function of gofakeit without parameters, by its key.
func (c *compiler) fn(key string) text {
	s, err := c.sampler(funcs()[key], nil)
	if err != nil {
		panic("fake: " + key + ": " + err.Error()) // the keys are constants
	}
	return s.text
}

// pattern returns the text of a pattern in gofakeit's language: # is a digit, ? a letter, {name} and {name:param,param}
// a function. A digit at the start is not 0. Braces around anything that cannot be a function name are kept.
//
// It differs from gofakeit's Generate in two ways: parameters are taken literally, with # and ?, and an unknown name is
// an error.
func (c *compiler) pattern(p string) (text, error) { return c.parse(p, "#?{") }

// parse is pattern with some of the marks.
func (c *compiler) parse(p, marks string) (text, error) {
	if c.depth++; c.depth > maxDepth {
		return text{}, fmt.Errorf("patterns are nested over %d deep", maxDepth)
	}
	defer func() { c.depth-- }()
	var parts []text
	for at := 0; at < len(p); {
		end := at + strings.IndexAny(p[at:], marks)
		switch {
		case end < at:
			end = len(p)
			parts = append(parts, literal(p[at:]))
		case p[end] == '#':
			// Digits and the characters between them are one part.
			if next := strings.IndexAny(p[at:], "?{"); next >= 0 {
				end = at + next
			} else {
				end = len(p)
			}
			first := digits
			if at == 0 {
				first = nonzero
			}
			parts = append(parts, filled(p[at:end], '#', first, digits))
		case end > at:
			parts = append(parts, literal(p[at:end]))
		case p[at] == '{':
			end = at + closing(p[at:])
			t, err := c.call(p[at:end])
			if err != nil {
				return text{}, err
			}
			parts = append(parts, t)
		default:
			end = at + len(p[at:]) - len(strings.TrimLeft(p[at:], "?"))
			parts = append(parts, chars(end-at, uppers+lowers))
		}
		at = end
	}
	if len(parts) == 0 {
		return literal(""), nil
	}
	return join(parts...), nil
}

// closing returns the position of the brace that closes the one at the start of s, or the end of s.
func closing(s string) int {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

// call returns the text of a function in braces.
func (c *compiler) call(braced string) (text, error) {
	name, written, _ := strings.Cut(strings.TrimSuffix(braced[1:], "}"), ":")
	if !isName(name) || !strings.HasSuffix(braced, "}") {
		return literal(braced), nil
	}
	f, err := Find(name)
	if err != nil {
		return text{}, err
	}
	s, err := c.sampler(f, positional(f, written))
	if err != nil {
		return text{}, err
	}
	return s.text, nil
}

// isName reports whether s looks like a function name.
func isName(s string) bool {
	letter := false
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
			letter = true
		case '0' <= r && r <= '9', r == '_', r == '-':
		default:
			return false
		}
	}
	return letter
}

// positional assigns parameters in order: "1,10", with a list in brackets: "[a,b],3". A function of a single text takes
// all.
func positional(f *Func, written string) []Param {
	takes := f.params
	if written == "" {
		return nil
	}
	if len(takes) == 1 && takes[0].typ == "string" {
		return []Param{{takes[0].name, []string{written}}}
	}
	var params []Param
	for rest, more := written, true; more; {
		var value string
		values := []string{}
		if inner, ok := strings.CutPrefix(strings.TrimSpace(rest), "["); ok && strings.Contains(inner, "]") {
			value, rest, _ = strings.Cut(inner, "]")
			_, rest, more = strings.Cut(rest, ",")
			for v := range strings.SplitSeq(value, ",") {
				values = append(values, strings.TrimSpace(v))
			}
		} else {
			value, rest, more = strings.Cut(rest, ",")
			values = append(values, strings.TrimSpace(value))
		}
		name := fmt.Sprintf("#%d", len(params)+1) // more than the function takes: an error with the number
		if len(params) < len(takes) {
			name = takes[len(params)].name
		}
		params = append(params, Param{name, values})
	}
	return params
}

// mustPattern is pattern for the patterns of this package and of gofakeit.
func (c *compiler) mustPattern(p string) text {
	t, err := c.pattern(p)
	if err != nil {
		panic("fake: " + p + ": " + err.Error())
	}
	return t
}

// prose is mustPattern for patterns with literal # and ?.
func (c *compiler) prose(p string) text {
	t, err := c.parse(p, "{")
	if err != nil {
		panic("fake: " + p + ": " + err.Error())
	}
	return t
}

// patterns returns the text of a random pattern from gofakeit's list sub of category.
func (c *compiler) patterns(category, sub string) text {
	return c.oneOf(data.GetSubData(category, sub)...)
}

// oneOf returns the text of a random pattern.
func (c *compiler) oneOf(patterns ...string) text {
	options := make([]text, len(patterns))
	plain := true
	for i, p := range patterns {
		options[i] = c.mustPattern(p)
		plain = plain && options[i].fixed == p
	}
	if plain {
		return listed(patterns)
	}
	return choice(options...)
}

// Compile returns the sampler of the function with parameters. now is the present for functions that depend on it. The
// error is ParamErrors.
func (f *Func) Compile(params []Param, now time.Time) (*Sampler, error) {
	return (&compiler{natives: natives, now: now.UTC(), shared: &shared}).sampler(f, params)
}
