package fake

import (
	"slices"
	"testing"

	"github.com/brianvoe/gofakeit/v7"
	"github.com/brianvoe/gofakeit/v7/data"
)

// TestAFakerMakesTheValuesOfGofakeit compares every function that is faked with gofakeit's own over the same draws.
func TestAFakerMakesTheValuesOfGofakeit(t *testing.T) {
	cards := func(o gofakeit.CreditCardOptions) func(*gofakeit.Faker) string {
		return func(f *gofakeit.Faker) string { return f.CreditCardNumber(&o) }
	}
	for name, test := range map[string]struct {
		ours   func(*faker) string
		theirs func(*gofakeit.Faker) string
	}{
		"bitcoin address":     {bitcoinAddress, (*gofakeit.Faker).BitcoinAddress},
		"bitcoin private key": {bitcoinPrivateKey, (*gofakeit.Faker).BitcoinPrivateKey},
		"cusip":               {cusip, (*gofakeit.Faker).Cusip},
		"isin":                {isin, (*gofakeit.Faker).Isin},
		"product isbn":        {productISBN, func(f *gofakeit.Faker) string { return f.ProductISBN(nil) }},
		"chrome":              {chromeUserAgent, (*gofakeit.Faker).ChromeUserAgent},
		"safari":              {safariUserAgent, (*gofakeit.Faker).SafariUserAgent},
		"opera":               {operaUserAgent, (*gofakeit.Faker).OperaUserAgent},
		"phrase noun":         {phraseNoun, (*gofakeit.Faker).PhraseNoun},
		"phrase verb":         {phraseVerb, (*gofakeit.Faker).PhraseVerb},
		"phrase adverb":       {phraseAdverb, (*gofakeit.Faker).PhraseAdverb},
		"phrase preposition":  {phrasePreposition, (*gofakeit.Faker).PhrasePreposition},
		"comment":             {comment, (*gofakeit.Faker).Comment},
		"paragraph":           {(*faker).paragraph, func(f *gofakeit.Faker) string { return f.Paragraph() }},
		"gamertag":            {(*faker).gamertag, (*gofakeit.Faker).Gamertag},
		"email":               {(*faker).email, (*gofakeit.Faker).Email},
		"any card": {
			cardNumber(data.CreditCardTypes, nil, false), cards(gofakeit.CreditCardOptions{}),
		},
		"cards": {
			cardNumber([]string{"visa", "elo"}, nil, true),
			cards(gofakeit.CreditCardOptions{Types: []string{"visa", "elo"}, Gaps: true}),
		},
		"cards of banks": {
			cardNumber([]string{"jcb"}, []string{"35", "3512"}, true),
			cards(gofakeit.CreditCardOptions{Types: []string{"jcb"}, Bins: []string{"35", "3512"}, Gaps: true}),
		},
	} {
		for key := range stream(20_000) {
			source := key
			if got, want := test.ours(&faker{key}), test.theirs(gofakeit.NewFaker(&source, false)); got != want {
				t.Errorf("%s: key %d: %q, gofakeit makes %q", name, key, got, want)
				break
			}
		}
	}
}

func TestAFakerMakesTheDocumentsOfGofakeit(t *testing.T) {
	for name, ours := range map[string]func(*faker) string{"email_text": emailText, "markdown": markdown} {
		info := gofakeit.GetFuncLookup(name)
		for key := range stream(100) {
			source := key
			want, err := info.Generate(gofakeit.NewFaker(&source, false), nil, info)
			if got := ours(&faker{key}); err != nil || got != want {
				t.Errorf("%s: key %d: %q, gofakeit makes %q", name, key, got, want)
				break
			}
		}
	}
}

func TestEveryFunctionThatIsNotRefusedIsMade(t *testing.T) {
	for key := range gofakeits() {
		isList := funcs()[key] != nil && funcs()[key].list[0] != ""
		_, isNative := natives[key]
		_, isRefused := refusals[key]
		if made := []bool{isList, isNative, isRefused}; !slices.Contains(made, true) {
			t.Errorf("%s of gofakeit is neither made nor refused", key)
		}
	}
}

func TestAFakerFillsEveryPattern(t *testing.T) {
	for _, list := range []string{"comment", "sentence"} {
		for _, pattern := range data.Text[list] {
			for key := range stream(10) {
				(&faker{key}).fill(pattern) // which panics on a function that it does not have
			}
		}
	}
}
