package fake

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/assay-go/assay/internal/nearest"
)

// A Func is a function of gofakeit that can be compiled.
type Func struct {
	name string // as people write it, such as product_name
	info *gofakeit.Info
	key  string // as gofakeit's lookup table has it, such as productname
}

// funcs are all functions that gofakeit has by itself, by folded name. It is filled
// before any importer can add functions to gofakeit's table, so that a name means
// the same in every program.
var funcs = func() map[string]*Func {
	all := map[string]*Func{}
	for key := range gofakeit.FuncLookups {
		info := gofakeit.GetFuncLookup(key)
		all[fold(key)] = &Func{readable(key, info.Display), info, key}
	}
	return all
}()

// fold makes product_name, productName and productname one.
func fold(name string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name))
}

// readable returns the name of a function with its words apart: product_name for
// productname, which is displayed as Product Name.
func readable(key, display string) string {
	if name := strings.ReplaceAll(strings.ToLower(display), " ", "_"); fold(name) == fold(key) {
		return name
	}
	return key
}

// Names returns the names of all functions that can be compiled, sorted.
func Names() []string {
	var names []string
	for key, f := range funcs {
		if _, refused := refusals[key]; !refused {
			names = append(names, f.name)
		}
	}
	slices.Sort(names)
	return names
}

// Find returns the function of a name. Case, underscores and hyphens in it do not
// matter. The error names the nearest functions, or says why a function of gofakeit
// is refused.
func Find(name string) (*Func, error) {
	f, ok := funcs[fold(name)]
	if !ok {
		return nil, errors.New(unknownFunc(name))
	}
	if reason, refused := refusals[fold(name)]; refused {
		return nil, fmt.Errorf("fake %q is refused: %s", f.name, reason)
	}
	return f, nil
}

// unknownFunc words the error for a name that is no function. Other names that
// gofakeit lists for a function, such as surname for last_name, count as near.
func unknownFunc(name string) string {
	msg := fmt.Sprintf("no fake %q", name)
	for _, key := range slices.Sorted(maps.Keys(funcs)) {
		for _, alias := range funcs[key].info.Aliases {
			if fold(alias) == fold(name) {
				return fmt.Sprintf("%s (did you mean %q?)", msg, funcs[key].name)
			}
		}
	}
	if near := nearest.Nearest(name, Names()); near != "" {
		return fmt.Sprintf("%s (did you mean %q?)", msg, near)
	}
	return msg
}

// Name returns the function's name, words apart: product_name.
func (f *Func) Name() string { return f.name }

// Compile makes a sampler of the function with parameters. What depends on the
// present takes now for it. The error is ParamErrors.
func (f *Func) Compile(params []Param, now time.Time) (*Sampler, error) {
	a, errs := parseArgs(f.name, f.info.Params, params)
	if len(errs) > 0 {
		return nil, errs
	}
	return f.table(a)
}
