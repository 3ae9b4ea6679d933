package gen_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/literal"
)

// orderStates is the life cycle of an order.
func orderStates() gen.States {
	return gen.States{Start: gen.OneOf{Values: texts("created")}, Next: []gen.Transition{
		{From: text("created"), To: gen.OneOf{Values: texts("paid", "canceled"), Weights: []float64{8, 2}}},
		{From: text("paid"), To: gen.OneOf{Values: texts("shipped", "refunded", "paid")}},
	}}
}

func status(g gen.States) gen.Column { return gen.Column{Name: "status", Each: "id", Gen: g} }

// histories returns the states of each parent in order.
func histories(t reporter, p *gen.Plan) map[string][]string {
	t.Helper()
	ids, states := cells(t, p, "c", "id"), cells(t, p, "c", "status")
	of := map[string][]string{}
	for row, id := range ids {
		of[id] = append(of[id], states[row])
	}
	return of
}

func TestALifeCycleGoesFromStateToState(t *testing.T) {
	const parents = 9000
	p := compiled(t, perParent(parents, gen.StatesOf{Column: "status"}, status(orderStates())))
	all, ends := histories(t, p), map[string]float64{}
	for id, states := range all {
		way := strings.Join(states, " ")
		if states[0] != "created" || way != "created canceled" && !strings.HasPrefix(way, "created paid") ||
			slices.Contains(states[:len(states)-1], "shipped") || slices.Contains(states[:len(states)-1], "refunded") {
			t.Fatalf("%s: %s", id, way)
		}
		ends[states[len(states)-1]]++
	}
	if len(all) != parents {
		t.Errorf("%d of %d orders have states", len(all), parents)
	}
	for state, share := range map[string]float64{"canceled": 0.2, "shipped": 0.4, "refunded": 0.4, "paid": 0} {
		if got := ends[state] / parents; math.Abs(got-share) > 0.02 {
			t.Errorf("a share of %.3f ends %s, want %.2f", got, state, share)
		}
	}
}

func TestALifeCycleStaysInItsLastState(t *testing.T) {
	chain := gen.States{Start: gen.OneOf{Values: integers(1)}, Next: []gen.Transition{
		{From: integer(1), To: gen.OneOf{Values: integers(2)}},
	}}
	for _, c := range []struct {
		count gen.Count
		want  []string
	}{
		{gen.Fixed(3), []string{"1", "2", "2", "1", "2", "2"}},
		{gen.StatesOf{Column: "status"}, []string{"1", "2", "1", "2"}},
		{gen.Total(5), []string{"1", "1", "2", "2", "2"}},
	} {
		want(t, cells(t, compiled(t, perParent(2, c.count, status(chain))), "c", "status"), c.want...)
	}
	all := status(chain)
	all.Each = ""
	want(t, cells(t, compiled(t, one(3, all)), "d", "status"), "1", "2", "2")
}

func TestALifeCycleGoesOnFromAPinnedState(t *testing.T) {
	chain := gen.States{Start: gen.OneOf{Values: texts("a")}, Next: []gen.Transition{
		{From: text("a"), To: gen.OneOf{Values: texts("b")}}, {From: text("b"), To: gen.OneOf{Values: texts("c")}},
	}}
	for _, c := range []struct {
		name  string
		count gen.Count
		pins  []gen.Pin
		want  string
	}{
		{"the last state ends it", gen.StatesOf{Column: "status"}, []gen.Pin{pinRow(0, "status", text("c"))}, "c abc"},
		{"an earlier state lengthens it", gen.StatesOf{Column: "status"}, []gen.Pin{pinRow(2, "status", text("a"))}, "ababc abc"},
		{"another value ends it", gen.StatesOf{Column: "status"}, []gen.Pin{pinRow(1, "status", text("x"))}, "ax abc"},
		{"a null is passed over", gen.StatesOf{Column: "status"}, []gen.Pin{pinRow(1, "status", literal.Value{})}, "anullc abc"},
		{"a pin of all rows", gen.StatesOf{Column: "status"}, []gen.Pin{pin("status", text("a"))}, "aaa aaa"},
		{"another value stays", gen.Fixed(4), []gen.Pin{pinRow(1, "status", text("x"))}, "axxx abcc"},
		{"an earlier state", gen.Fixed(4), []gen.Pin{pinRow(2, "status", text("a"))}, "abab abcc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := perParent(2, c.count, status(chain))
			s.Datasets[1].Pins = c.pins
			of := histories(t, compiled(t, s))
			if got := strings.Join(of["1"], "") + " " + strings.Join(of["2"], ""); got != c.want {
				t.Errorf("the states are %s, want %s", got, c.want)
			}
		})
	}
}

// TestALifeCycleMovesWithItsOwnRowsOnly pins a state, which gives its parent more or fewer rows.
func TestALifeCycleMovesWithItsOwnRowsOnly(t *testing.T) {
	s := perParent(200, gen.StatesOf{Column: "status"}, status(orderStates()))
	before := histories(t, compiled(t, s))
	row := 101 + slices.Index(cells(t, compiled(t, s), "c", "status")[101:], "paid")
	for _, state := range []string{"created", "shipped", "lost"} {
		s.Datasets[1].Pins = []gen.Pin{pinRow(row, "status", text(state))}
		moved := 0
		for id, states := range histories(t, compiled(t, s)) {
			if !slices.Equal(states, before[id]) {
				moved++
			}
		}
		if moved != 1 {
			t.Errorf("a pin to %s moves the states of %d parents", state, moved)
		}
	}
}

func TestARedrawMovesTheStatesAndHowManyThereAre(t *testing.T) {
	s := perParent(50, gen.StatesOf{Column: "status"}, status(orderStates()), gen.Column{Name: "x", Gen: gen.Seq{}})
	p := compiled(t, s)
	for _, c := range p.Columns() {
		if c.Dataset == "c" && c.Drawn != (c.Path == "status") {
			t.Errorf("%s is drawn: %t", c.Path, c.Drawn)
		}
	}
	want(t, p.Deps("c", "x"), "c.status")
	only := func(column string) func(string, string) bool {
		return func(_, c string) bool { return c == column }
	}
	if p.RowsStable("c", only("x")) || !p.RowsStable("c", only("status")) {
		t.Error("the number of rows follows from the status")
	}
	for n, q := range map[string]*gen.Plan{"redraw": p.Redraw(1, only("status")), "probe": p.Probe(1, only("status"))} {
		if q.Rows("c") == p.Rows("c") && slices.Equal(cells(t, q, "c", "status"), cells(t, p, "c", "status")) {
			t.Errorf("a %s moves nothing", n)
		}
		for id, states := range histories(t, q) {
			if last := states[len(states)-1]; last == "created" || last == "paid" {
				t.Errorf("%s: the states of %s are %v", n, id, states)
			}
		}
	}
}

func TestALifeCycleThatGoesOnIsCut(t *testing.T) {
	seldom := gen.States{Start: gen.OneOf{Values: texts("a")}, Next: []gen.Transition{
		{From: text("a"), To: gen.OneOf{Values: texts("a", "b"), Weights: []float64{1e12, 1}}},
	}}
	if rows := compiled(t, perParent(3, gen.StatesOf{Column: "status"}, status(seldom))).Rows("c"); rows != 3000 {
		t.Errorf("three life cycles have %d rows", rows)
	}
}

func TestErrorsOfStatesSayWhatWouldDo(t *testing.T) {
	slips := gen.States{Start: gen.OneOf{Values: texts("created")}, Next: []gen.Transition{
		{From: text("created"), To: gen.OneOf{Values: texts("paid", "canceled")}},
		{From: text("paid"), To: gen.OneOf{Values: texts("canceld", "piad")}},
	}}
	to := func(from string, next ...string) gen.Transition {
		return gen.Transition{From: text(from), To: gen.OneOf{Values: texts(next...)}}
	}
	start := gen.OneOf{Values: texts("created")}
	circle := gen.States{Start: start, Next: []gen.Transition{to("created", "paid"), to("paid", "created")}}
	for _, c := range []struct {
		name   string
		count  gen.Count
		column gen.Column
		want   []string
	}{
		{"no start", gen.Fixed(1), status(gen.States{}), []string{"c.status: states need a start"}},
		{"a typo", gen.Fixed(1), status(gen.States{Start: start, Next: []gen.Transition{to("created", "shiped"), to("shipped", "back")}}), []string{`c.status: the state "shipped" is never reached from "created" (did you mean "shiped"?)`}},
		{"another name", gen.Fixed(1), status(gen.States{Start: start, Next: []gen.Transition{to("created", "a", "b"), to("shipped", "c")}}), []string{`c.status: the state "shipped" is never reached from "created"; it ends with a, b`}},
		{"twice", gen.Fixed(1), status(gen.States{Start: start, Next: []gen.Transition{to("created", "a"), to("created", "b")}}), []string{`c.status: the state "created" has its next states twice`}},
		{"null", gen.Fixed(1), status(gen.States{Start: gen.OneOf{Values: []any{literal.Value{}}}}), []string{"c.status: a state cannot be null"}},
		{"weights", gen.Fixed(1), status(gen.States{Start: gen.OneOf{Values: texts("a"), Weights: []float64{0}}}), []string{"c.status: all weights are 0"}},
		{"a negative weight", gen.Fixed(1), status(gen.States{Start: gen.OneOf{Values: texts("a"), Weights: []float64{-1}}}), []string{`c.status: the weight of "a" is -1; weights are finite and at least 0`}},
		{"endless", gen.StatesOf{Column: "status"}, status(circle), []string{`c: count: the life cycle of status never ends, because no way from "created" leads to a state without next; give such a state, or count otherwise`}},
		{"not a column", gen.StatesOf{Column: "statsu"}, status(orderStates()), []string{`c: count: no column "statsu" (did you mean "status"?)`}},
		{"no states", gen.StatesOf{Column: "x"}, gen.Column{Name: "x", Gen: gen.UUID{}}, []string{`c: count: states counts the rows of a column with states; "x" has another generator`}},
		{"nearly the same", gen.Fixed(1), status(slips), []string{`c.status: the state "canceld" is nearly "canceled"; write one of them, or if both are meant, add canceld: [] to next`}},
		{"no each", gen.StatesOf{Column: "status"}, gen.Column{Name: "status", Gen: orderStates()}, []string{`c: count: status does not start anew for each parent; give it each: id`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := gen.Compile(perParent(2, c.count, c.column))
			wantErr(t, err, c.want...)
		})
	}
}

func TestAPinThatIsNearlyAStateIsASlip(t *testing.T) {
	s := perParent(2, gen.Fixed(3), status(orderStates()))
	s.Datasets[1].Pins = []gen.Pin{pinRow(0, "status", text("shiped"))}
	_, err := gen.Compile(s)
	wantErr(t, err, `c.status: "shiped" is not a state, but nearly "shipped"; `+
		`pin a state, or a value that no state is like`)
}

// TestNearlyTheSameStatesAreListed has two states that differ by a letter, both meant.
func TestNearlyTheSameStatesAreListed(t *testing.T) {
	both := gen.OneOf{Values: texts("shipped", "skipped")}
	last := []gen.Transition{{From: text("skipped")}}
	compiled(t, perParent(1, gen.Fixed(2), status(gen.States{Start: both, Next: last})))
}
