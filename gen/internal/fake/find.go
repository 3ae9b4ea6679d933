package fake

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/assay-go/assay/internal/message"
)

// A Func is a function of gofakeit that can be compiled.
type Func struct {
	name string // as users write it, such as product_name
	info *gofakeit.Info
	key  string // in gofakeit's lookup table, such as productname
}

// funcs has gofakeit's own functions by folded name. It is filled before an importer can add functions to gofakeit's
// table, so that a name means the same in every program.
var funcs = func() map[string]*Func {
	all := map[string]*Func{}
	for key := range gofakeit.FuncLookups {
		info := gofakeit.GetFuncLookup(key)
		all[fold(key)] = &Func{readable(key, info.Display), info, key}
	}
	return all
}()

// fold makes product_name, productName and productname the same.
func fold(name string) string { return separators.Replace(strings.ToLower(name)) }

var separators = strings.NewReplacer("_", "", "-", "", " ", "")

// apart has the names whose words gofakeit's display names do not separate.
var apart = map[string]string{
	"achaccount": "ach_account", "achrouting": "ach_routing",
	"adjectivedemonstrative": "adjective_demonstrative", "adjectivedescriptive": "adjective_descriptive",
	"adjectiveindefinite": "adjective_indefinite", "adjectiveinterrogative": "adjective_interrogative",
	"adjectivepossessive": "adjective_possessive", "adjectiveproper": "adjective_proper",
	"adjectivequantitative": "adjective_quantitative",
	"bookauthor":            "book_author", "bookgenre": "book_genre", "booktitle": "book_title",
	"connectivecomparative": "connective_comparative", "countryabr": "country_abr",
	"errordatabase": "error_database", "errorgrpc": "error_grpc", "errorhttp": "error_http",
	"errorhttpclient": "error_http_client", "errorhttpserver": "error_http_server",
	"errorruntime": "error_runtime", "errorvalidation": "error_validation",
	"futuredate": "future_date", "hexuint": "hex_uint", "moviegenre": "movie_genre", "pastdate": "past_date",
	"phraseadverb": "phrase_adverb", "phrasenoun": "phrase_noun", "phrasepreposition": "phrase_preposition",
	"phraseverb": "phrase_verb", "songgenre": "song_genre", "stateabr": "state_abr", "timezoneabv": "timezone_abv",
	"verbaction": "verb_action", "verbhelping": "verb_helping", "verbintransitive": "verb_intransitive",
	"verblinking": "verb_linking", "verbtransitive": "verb_transitive",
}

// readable returns the name of a function with separated words: product_name for productname, which gofakeit displays
// as Product Name.
func readable(key, display string) string {
	if name, ok := apart[key]; ok {
		return name
	}
	if name := strings.ReplaceAll(strings.ToLower(display), " ", "_"); fold(name) == fold(key) {
		return name
	}
	return key
}

// Names returns the sorted names of all functions that can be compiled.
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

// Find returns the function of a name. It ignores case, underscores and hyphens. The error suggests the nearest
// functions, or says why a function of gofakeit is not supported.
func Find(name string) (*Func, error) {
	f, ok := funcs[fold(name)]
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
	var keywords []string
	for _, key := range slices.Sorted(maps.Keys(funcs)) {
		f := funcs[key]
		if slices.ContainsFunc(f.info.Aliases, func(alias string) bool { return fold(alias) == fold(name) }) {
			return []string{strconv.Quote(f.name)}
		}
		if slices.ContainsFunc(f.info.Keywords, func(word string) bool { return fold(word) == fold(name) }) {
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
