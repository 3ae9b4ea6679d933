package fake

import "github.com/brianvoe/gofakeit/v7/data"

// niceColors makes lists of five matching colors.
func niceColors(*compiler, args) (*Sampler, error) {
	all := data.ColorsNice
	longest := 0
	for _, palette := range all {
		longest = max(longest, len(palette))
	}
	return textsSampler(longest, len("#000000"), func(dst []string, key uint64) []string {
		return append(dst, all[index(key, len(all))]...)
	}), nil
}
