package table

import (
	"fmt"
	"maps"
	"strings"
)

// A Dimension is a pin path with the values that [Cross] combines.
type Dimension struct {
	Path   string
	Values []any
}

// Cross returns a case for each combination of values; the last dimension varies fastest. Each is the given case with
// the values as pins. Its name is that of the case and the values: "refunds web gold". [Run] reports a dimension
// without values as an error.
func Cross(c Case, dimensions ...Dimension) []Case {
	cases := []Case{c}
	for _, d := range dimensions {
		var more []Case
		for _, c := range cases {
			if len(d.Values) == 0 {
				c.without = d.Path
				more = append(more, c)
			}
			for _, value := range d.Values {
				with := c
				with.Name = strings.TrimPrefix(c.Name+" "+valueName(value), " ")
				with.Pin = maps.Clone(c.Pin)
				if with.Pin == nil {
					with.Pin = Pin{}
				}
				with.Pin[d.Path] = value
				more = append(more, with)
			}
		}
		cases = more
	}
	return cases
}

func valueName(v any) string {
	if v == nil {
		return "null"
	}
	return fmt.Sprint(v)
}
