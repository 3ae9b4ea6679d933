package fake

import (
	"slices"
	"strings"

	"github.com/brianvoe/gofakeit/v7/data"

	"github.com/assay-go/assay/internal/message"
)

// creditCardType makes the names of cards.
func creditCardType(*compiler, args) (*Sampler, error) {
	var names []string
	for _, t := range data.CreditCardTypes {
		names = append(names, data.CreditCards[t].Display)
	}
	return textSampler(listed(names)), nil
}

// creditCardNumber makes gofakeit's numbers, after checks that gofakeit lacks: unknown types, and prefixes longer than
// a number.
func creditCardNumber(c *compiler, a args) (*Sampler, error) {
	types := a.texts("types")
	if !a.given("types") {
		types = data.CreditCardTypes
	}
	shortest := uint(19)
	for _, t := range types {
		if !slices.Contains(data.CreditCardTypes, t) {
			return nil, badParam("types", "%s", unknownOption("type", t, data.CreditCardTypes))
		}
		shortest = min(shortest, slices.Min(data.CreditCards[t].Lengths))
	}
	var bins []string
	if a.given("bins") {
		bins = a.texts("bins")
		for _, bin := range bins {
			if strings.Trim(bin, digits) != "" || bin == "" || bin[0] == '0' || uint(len(bin)) > shortest-2 {
				return nil, badParam("bins", "found %q, want up to %d digits without a leading 0",
					bin, shortest-2)
			}
		}
	}
	return faked(cardNumber(types, bins, a.bool("gaps")))(c, a)
}

// unknownOption returns the error text for a value that is not an option.
func unknownOption(what, value string, options []string) string {
	return "no " + what + " \"" + value + "\"" + message.DidYouMeanOr(value, options)
}
