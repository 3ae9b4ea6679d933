package expr

import (
	"testing"
)

// orders are the columns that the specification computes with, three rows of each.
const orders = `
quantity int64: 2 | 0 | null
small int8: 127 | -128 | 0
big int64: 9223372036854775807 | -9223372036854775808 | 1
huge uint64: 1 | 2 | 18446744073709551615
price decimal(12, 2): 12.50 | -0.01 | null
paid decimal(12, 2): 20.00 | 0.05 | 0.15
rate decimal(5, 4): 0.1250 | 1.0000 | 3.3333
score float64: 1.5 | -0.25 | NaN
half float32: 0.5 | 2.25 | null
first utf8: Ada | Grace | null
last utf8: Lovelace | Hopper | Curie
status dictionary<utf8>: sent | holdout | sent
placed_at timestamp[ms, UTC]: 2026-01-31T10:15:00.250Z | 2024-02-29T23:59:59.999Z | null
seen_at timestamp[s, Europe/Berlin]: 2026-01-31T11:15:00Z | 2024-02-29T23:59:59Z | null
local timestamp[s]: 2026-01-31T10:15:00 | 2024-02-29T23:59:59 | null
starts_on date32: 2026-01-31 | 2024-02-29 | null
took duration[ms]: 36h | 1m30s | null
vip bool: true | false | null
address.zip utf8: 94107 | 10115 | null
in int64: 1 | 2 | 3
unit-price float64: 1 | 2 | 3
tags list<utf8>: ["a"] | [] | null
`

type specified struct{ expression, want string }

func TestExpressions(t *testing.T) {
	s := columnsOf(t, orders)
	for _, e := range []specified{
		{`quantity * price`, `decimal(31, 2): 25.00 | 0.00 | null`},
		{`paid / 4`, `decimal(12, 2): 5.00 | 0.01 | 0.04`},
	} {
		a, err := s.eval(e.expression)
		if err != nil {
			t.Errorf("%s: %v", e.expression, err)
		} else if got := written(t, a); got != e.want {
			t.Errorf("%s\n is %s\nnot %s", e.expression, got, e.want)
		}
	}
}
