package datagen

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-go/assay/internal/message"
)

// SelectDatasets returns the wanted names in the order of all, or all names if none is wanted.
func SelectDatasets(all, wanted []string) ([]string, error) {
	if len(wanted) == 0 {
		return all, nil
	}
	for _, w := range wanted {
		if !slices.Contains(all, w) {
			return nil, unknownDataset(w, all)
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(name string) bool { return !slices.Contains(wanted, name) }), nil
}

func unknownDataset(name string, all []string) error {
	return fmt.Errorf("no dataset %q%s: the fixture has %s", name, message.DidYouMean(name, all), strings.Join(all, ", "))
}

// ParseRows reads the values of --rows: counts by dataset, or one count for the only dataset that is written.
func ParseRows(values, all, written []string) (map[string]int, error) {
	rows := map[string]int{}
	for _, v := range values {
		dataset, text, named := strings.Cut(v, "=")
		if !named {
			text = v
			if len(written) != 1 {
				return nil, fmt.Errorf("--rows %s: several datasets: use --rows %s=%s, or choose one with --dataset", v, all[0], v)
			}
			dataset = written[0]
		}
		if !slices.Contains(all, dataset) {
			return nil, unknownDataset(dataset, all)
		}
		n, err := strconv.Atoi(strings.ReplaceAll(text, "_", ""))
		if err != nil || n < 0 {
			return nil, fmt.Errorf("--rows %s: want a number of rows, such as %s=1000", v, dataset)
		}
		rows[dataset] = n
	}
	return maps.Clone(rows), nil
}

// ParseShard parses i/n.
func ParseShard(s string) (i, n int, err error) {
	first, second, _ := strings.Cut(s, "/")
	i, err1 := strconv.Atoi(first)
	n, err2 := strconv.Atoi(second)
	if err1 != nil || err2 != nil || n < 1 || i < 1 || i > n {
		return 0, 0, fmt.Errorf("--shard %s: want i/n with 1 <= i <= n, such as 2/8", s)
	}
	return i, n, nil
}
