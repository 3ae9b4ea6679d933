package fake

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-go/assay/internal/message"
)

// A Param is a parameter as written: one value, or several for a list.
type Param struct {
	Name   string
	Values []string
}

// A ParamError reports what is wrong with a parameter, or that a required one is
// missing.
type ParamError struct {
	Func, Param string // as gofakeit spells them
	Index       int    // in the params given to Compile; -1 if the parameter is missing
	Msg         string
}

func (e *ParamError) Error() string { return e.Func + "." + e.Param + ": " + e.Msg }

// ParamErrors are all errors of the parameters of a function.
type ParamErrors []*ParamError

func (es ParamErrors) Error() string { return message.Lines(es) }

// Unwrap returns the errors, for errors.As.
func (es ParamErrors) Unwrap() []error { return message.Unwrap(es) }

// An arg is the parsed value of a parameter. One of its slices is filled, with at least one element.
type arg struct {
	byDefault bool
	texts     []string
	ints      []int64
	uints     []uint64
	floats    []float64
	bools     []bool
}

// args has the arguments of a call by the names of the parameters, including defaults.
type args map[string]arg

func (a args) given(name string) bool       { return a.has(name) && !a[name].byDefault }
func (a args) has(name string) bool         { _, ok := a[name]; return ok }
func (a args) text(name string) string      { return a[name].texts[0] }
func (a args) texts(name string) []string   { return a[name].texts }
func (a args) int(name string) int64        { return a[name].ints[0] }
func (a args) ints(name string) []int64     { return a[name].ints }
func (a args) uint(name string) uint64      { return a[name].uints[0] }
func (a args) uints(name string) []uint64   { return a[name].uints }
func (a args) float(name string) float64    { return a[name].floats[0] }
func (a args) floats(name string) []float64 { return a[name].floats }
func (a args) bool(name string) bool        { return a[name].bools[0] }

// parseArgs checks params against what the function takes.
func parseArgs(fn string, takes []parameter, params []Param) (args, ParamErrors) {
	var errs ParamErrors
	got := args{}
	for i, p := range params {
		fail := func(name, format string, a ...any) {
			errs = append(errs, &ParamError{fn, name, i, fmt.Sprintf(format, a...)})
		}
		at := slices.IndexFunc(takes, func(t parameter) bool { return fold(t.name) == fold(p.Name) })
		if at < 0 {
			fail(p.Name, "%s", unknownParam(p.Name, takes))
			continue
		}
		t := takes[at]
		if got.has(t.name) {
			fail(t.name, "given twice")
			continue
		}
		value, msg := parseArg(t.typ, p.Values)
		if msg != "" {
			fail(t.name, "%s", msg)
		}
		got[t.name] = value
	}
	for _, t := range takes {
		if got.has(t.name) || t.optional && t.byDefault == "" {
			continue
		}
		if t.byDefault == "" {
			errs = append(errs, &ParamError{fn, t.name, -1, missingParam(t)})
			continue
		}
		value, _ := parseArg(t.typ, defaultValues(t))
		value.byDefault = true
		got[t.name] = value
	}
	return got, errs
}

// defaultValues splits the default of a list, which is written [a,b].
func defaultValues(t parameter) []string {
	if list, ok := strings.CutPrefix(t.byDefault, "["); ok {
		return strings.Split(strings.TrimSuffix(list, "]"), ",")
	}
	return []string{t.byDefault}
}

func unknownParam(name string, takes []parameter) string {
	if len(takes) == 0 {
		return "it takes no parameters"
	}
	fields := make([]string, len(takes))
	for i, t := range takes {
		fields[i] = t.name
	}
	if near := message.DidYouMean(name, fields); near != "" {
		return "no such parameter" + near
	}
	return "no such parameter: it takes " + strings.Join(fields, ", ")
}

func missingParam(t parameter) string {
	return fmt.Sprintf("missing: it is required (%s, %s)", t.typ, strings.ToLower(t.description))
}

// parseArg parses the values of a parameter of type typ of gofakeit, or returns what is wrong with them.
func parseArg(typ string, values []string) (a arg, msg string) {
	elem, list := strings.CutPrefix(typ, "[]")
	if len(values) != 1 && !list {
		return a, fmt.Sprintf("found a list of %d, want one %s", len(values), elem)
	}
	if len(values) == 0 {
		return a, "found an empty list, want at least one " + elem
	}
	for _, v := range values {
		var err error
		switch elem {
		case "int":
			a.ints, err = parseAppend(a.ints, v, parseInt)
		case "uint":
			a.uints, err = parseAppend(a.uints, v, parseUint)
		case "float":
			a.floats, err = parseAppend(a.floats, v, parseFinite)
		case "bool":
			a.bools, err = parseAppend(a.bools, v, strconv.ParseBool)
		default:
			a.texts = append(a.texts, v)
		}
		if err != nil {
			return a, fmt.Sprintf("found %q, want %s", v, wanted[elem])
		}
	}
	return a, ""
}

var wanted = map[string]string{
	"int":   "an integer",
	"uint":  "an integer that is not negative",
	"float": "a finite number",
	"bool":  "true or false",
}

func parseAppend[T any](dst []T, s string, parse func(string) (T, error)) ([]T, error) {
	v, err := parse(s)
	return append(dst, v), err
}

func parseInt(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) }

func parseUint(s string) (uint64, error) { return strconv.ParseUint(s, 10, 64) }

func parseFinite(s string) (float64, error) {
	f, err := strconv.ParseFloat(s, 64)
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, strconv.ErrRange
	}
	return f, err
}
