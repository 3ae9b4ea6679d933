package fake_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/assay-go/assay/gen/internal/fake"
)

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
	if name := strings.ReplaceAll(strings.ToLower(display), " ", "_"); fake.Fold(name) == fake.Fold(key) {
		return name
	}
	return key
}

// TestTheTableIsGofakeits fails if functions.txt is not what gofakeit says of its functions. After an upgrade of
// gofakeit this command updates it: go test ./gen/internal/fake -run TestTheTable -update
func TestTheTableIsGofakeits(t *testing.T) {
	lists := fake.Lists() // which only people can say
	var lines []string
	for key := range gofakeit.FuncLookups {
		info := gofakeit.GetFuncLookup(key)
		name := readable(key, info.Display)
		var line strings.Builder
		line.WriteString(fields(name, lists[name], words(info.Aliases), words(info.Keywords)))
		for _, p := range info.Params {
			byDefault, optional := p.Default, ""
			if key == "daterange" && p.Field == "enddate" {
				byDefault = "now" // the default of gofakeit is the start of the program
			}
			if p.Optional {
				optional = "optional"
			}
			line.WriteString(fields("", p.Field, p.Type, byDefault, optional, fake.OneLine(p.Description)))
		}
		lines = append(lines, line.String())
	}
	slices.Sort(lines)
	want := strings.Join(lines, "")
	if recordedFile(t, "functions.txt", want) != want {
		t.Error("functions.txt is not what gofakeit says of its functions: run this test with -update")
	}
}

func fields(of ...string) string { return strings.Join(of, "\t") + "\n" }

// words joins words without what fold removes.
func words(list []string) string {
	folded := make([]string, len(list))
	for i, w := range list {
		folded[i] = fake.Fold(w)
	}
	return strings.Join(folded, ",")
}
