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
	Name     string
	Type     string // string, int, uint, float, bool, or a list of them: []string
	Default  string
	Required bool
	Example  string // of a required parameter; a list in brackets
}

// List describes all functions of gofakeit's lookup table, by category and name.
func List() []Info {
	var all []Info
	for _, key := range slices.Sorted(maps.Keys(funcs())) {
		all = append(all, describe(funcs()[key]))
	}
	slices.SortFunc(all, func(a, b Info) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Name, b.Name))
	})
	return all
}

func describe(f *Func) Info {
	of := gofakeits()[f.key]
	info := Info{
		Name:        f.name,
		Category:    of.Category,
		Description: OneLine(of.Description),
		Refused:     refusals[f.key],
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
	for _, p := range f.params {
		info.Params = append(info.Params, describeParam(p, example))
	}
	return info
}

func describeParam(p parameter, example []Param) ParamInfo {
	info := ParamInfo{
		Name: p.name, Type: p.typ, Default: p.byDefault, Required: p.byDefault == "" && !p.optional,
	}
	for _, e := range example {
		if e.Name == p.name {
			info.Example = strings.Join(e.Values, ",")
			if strings.HasPrefix(p.typ, "[]") {
				info.Example = "[" + info.Example + "]"
			}
		}
	}
	return info
}

// gofakeits returns gofakeit's own functions by folded name.
func gofakeits() map[string]*gofakeit.Info {
	all := map[string]*gofakeit.Info{}
	for key := range gofakeit.FuncLookups {
		all[fold(key)] = gofakeit.GetFuncLookup(key)
	}
	return all
}

// Fold is fold, for tests of other packages.
func Fold(name string) string { return fold(name) }

func OneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// Lists returns the lists of words by the names of the functions that take them.
func Lists() map[string]string {
	all := map[string]string{}
	for _, f := range funcs() {
		if f.list[0] != "" {
			all[f.name] = f.list[0] + "/" + f.list[1]
		}
	}
	return all
}
