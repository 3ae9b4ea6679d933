package fake

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/brianvoe/gofakeit/v7"
)

// Info describes a function, for people and for completion in editors.
type Info struct {
	Name        string
	Category    string
	Description string // one line
	Type        string // of the values, as Arrow writes it; empty if Refused is set
	Params      []ParamInfo
	Refused     string // why it cannot be compiled and what to use instead
}

// ParamInfo describes a parameter of a function.
type ParamInfo struct {
	Name        string
	Type        string // string, int, uint, float, bool, or a list of them: []string
	Description string
	Default     string
	Required    bool
	Options     []string // values that it takes
	Example     string   // of a required parameter; a list in brackets
}

// examples has values for parameters without a default, in order, as in patterns.
var examples = map[string]string{
	"digitn":         "6",
	"float32range":   "0.5,9.5",
	"float64range":   "0.5,9.5",
	"generate":       "{first_name} lives in {city}, flat ##",
	"intrange":       "1,100",
	"lettern":        "6",
	"lexify":         "??-???",
	"numerify":       "###-####",
	"randomint":      "[1,2,3]",
	"randomstring":   "[red,green,blue]",
	"randomuint":     "[1,2,3]",
	"regex":          "[A-Z]{3}-[0-9]{4}",
	"shuffleints":    "[1,2,3]",
	"shufflestrings": "[red,green,blue]",
	"weighted":       "[red,green,blue],[5,3,2]",
}

// List describes all functions of gofakeit's lookup table, by category and name.
func List() []Info {
	var all []Info
	for _, key := range slices.Sorted(maps.Keys(funcs)) {
		all = append(all, describe(funcs[key]))
	}
	slices.SortFunc(all, func(a, b Info) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Name, b.Name))
	})
	return all
}

func describe(f *Func) Info {
	info := Info{
		Name:        f.name,
		Category:    f.info.Category,
		Description: strings.Join(strings.Fields(f.info.Description), " "),
		Refused:     refusals[fold(f.key)],
	}
	if info.Refused != "" {
		return info
	}
	example := f.Example()
	s, err := f.Compile(example, sample) // the type does not depend on now
	if err != nil {
		panic("fake: the example of " + err.Error())
	}
	info.Type = s.typeText()
	for _, p := range f.info.Params {
		info.Params = append(info.Params, describeParam(f, p, example))
	}
	return info
}

func describeParam(f *Func, p gofakeit.Param, example []Param) ParamInfo {
	info := ParamInfo{
		Name: p.Field, Type: p.Type, Description: strings.Join(strings.Fields(p.Description), " "),
		Default: p.Default, Required: p.Default == "" && !p.Optional, Options: p.Options,
	}
	if f.key == "daterange" && p.Field == "enddate" {
		info.Default = "now" // the default of gofakeit is the start of the program
	}
	for _, e := range example {
		if e.Name == p.Field {
			info.Example = strings.Join(e.Values, ",")
			if strings.HasPrefix(p.Type, "[]") {
				info.Example = "[" + info.Example + "]"
			}
		}
	}
	return info
}

// Example returns parameters that show what the function does: a value for each parameter without a default.
func (f *Func) Example() []Param { return positional(f, examples[f.key]) }
