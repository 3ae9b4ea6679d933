package fake

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/assay-go/assay/internal/message"
)

// A Func is a function of gofakeit that can be compiled.
type Func struct {
	name              string    // as users write it, such as product_name
	key               string    // the folded name, such as productname
	list              [2]string // category and name of the list of words that it takes one of; or empty
	params            []parameter
	aliases, keywords string // folded, separated by commas
}

// A parameter is one that a function takes.
type parameter struct {
	name, typ, byDefault string // of type string, int, uint, float or bool, or of a list of them: []string
	optional             bool
	description          string
}

// table lists gofakeit's functions: a line each, with the list of words that it takes one of, aliases and keywords, and
// below it a line for each parameter. Importing gofakeit instead would add megabytes to each test.
//
//go:embed functions.txt
var table string

// funcs returns gofakeit's functions by key.
var funcs = sync.OnceValue(func() map[string]*Func {
	all := map[string]*Func{}
	var f *Func
	for line := range strings.Lines(table) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if fields[0] != "" {
			f = &Func{name: fields[0], key: fold(fields[0]), aliases: fields[2], keywords: fields[3]}
			f.list[0], f.list[1], _ = strings.Cut(fields[1], "/")
			all[f.key] = f
		} else {
			f.params = append(f.params, parameter{
				fields[1], fields[2], fields[3], fields[4] == "optional", fields[5],
			})
		}
	}
	return all
})

// fold makes product_name, productName and productname the same.
func fold(name string) string { return separators.Replace(strings.ToLower(name)) }

var separators = strings.NewReplacer("_", "", "-", "", " ", "")

// Names returns the sorted names of all functions that can be compiled.
func Names() []string {
	var names []string
	for key, f := range funcs() {
		if _, refused := refusals[key]; !refused {
			names = append(names, f.name)
		}
	}
	slices.Sort(names)
	return names
}

// Find returns the function of a name. It ignores case, underscores and hyphens. The error suggests the nearest
// functions, or says why a function of gofakeit is not supported.
func Find(name string) (*Func, error) {
	f, ok := funcs()[fold(name)]
	if !ok {
		return nil, errors.New(unknownFunc(name))
	}
	if reason, refused := refusals[fold(name)]; refused {
		return nil, fmt.Errorf("fake %q is not supported: %s", f.name, reason)
	}
	return f, nil
}

// unknownFunc returns the error text for a name that is not a function.
func unknownFunc(name string) string {
	msg := "no fake " + message.Quote(name)
	if near := likely(name); len(near) > 0 {
		return msg + message.Suggest(near...)
	}
	return msg + ": the names are those of gofakeit's functions, such as first_name"
}

// likely returns the quoted names that name may mean: an alias, such as last_name for surname, the nearest spelling, or
// a few functions that have it as a keyword.
func likely(name string) []string {
	const tooLong = 100
	if len(name) > tooLong {
		return nil
	}
	listed := func(words string) bool { return slices.Contains(strings.Split(words, ","), fold(name)) }
	var keywords []string
	for _, key := range slices.Sorted(maps.Keys(funcs())) {
		f := funcs()[key]
		if listed(f.aliases) {
			return []string{strconv.Quote(f.name)}
		}
		if listed(f.keywords) {
			keywords = append(keywords, strconv.Quote(f.name))
		}
	}
	if near := message.Nearest(name, Names()); near != "" {
		return []string{strconv.Quote(near)}
	}
	if len(keywords) <= 3 {
		return keywords
	}
	return nil
}

// Name returns the name of the function with separated words: product_name.
func (f *Func) Name() string { return f.name }
