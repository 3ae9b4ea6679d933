package store

import "testing"

func TestACommandRerunsWhatFailed(t *testing.T) {
	for _, c := range []struct{ pkg, test, want string }{
		{".", "TestA", "go test . -run '^TestA$'"},
		{"report", "TestA/no_orders", "go test ./report -run '^TestA$/^no_orders$'"},
		{"report", "BenchmarkA/large", "go test ./report -run '^$' -bench '^BenchmarkA$/^large$'"},
		{".", "FuzzA/seed#0", "go test . -run '^FuzzA$/^seed#0$'"},
	} {
		if got := rerunIn(c.pkg, c.test); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}
