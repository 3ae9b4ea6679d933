package table_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/internal/serve"
	"github.com/assay-go/assay/table"
)

// A client asks a test of this binary, in another process.
type client struct {
	testing.TB
	*serve.Conn
	hello serve.Hello
	pid   int
}

// ask starts a program that serves.
func (p *program) ask() *client {
	t := p.t
	t.Helper()
	requests, toChild, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	fromChild, replies, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+p.test+"$", "-test.v", "-assay.serve=3,4")
	cmd.Dir = filepath.Join(p.dir, "report")
	cmd.Env = append(os.Environ(), variantVariable+"=", "GOLDIE_UPDATE=", serve.GC)
	cmd.ExtraFiles = []*os.File{requests, replies}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	requests.Close()
	replies.Close()
	t.Cleanup(func() {
		toChild.Close()
		_ = cmd.Wait() // its exit status means nothing
		fromChild.Close()
	})
	c := &client{TB: t, Conn: serve.NewConn(fromChild, toChild), pid: cmd.Process.Pid}
	if err := c.Receive(&c.hello); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *client) run(q serve.Run) (out serve.Ran) {
	c.Helper()
	if err := errors.Join(c.Send(serve.Request{Run: &q}), c.Receive(&out)); err != nil {
		c.Fatal(err)
	}
	return out
}

func (c *client) compare(old, now json.RawMessage) (out serve.Compared) {
	c.Helper()
	q := serve.Request{Compare: &serve.Compare{Old: old, New: now}}
	if err := errors.Join(c.Send(q), c.Receive(&out)); err != nil {
		c.Fatal(err)
	}
	return out
}

// newServedShop returns a program with two cases that loosened inputs make fail in two ways.
func newServedShop(t *testing.T) *program {
	t.Helper()
	return newProgram(t, shopYAML, func(t *testing.T, _ string) {
		fx := fixtures.Load(t, "shop.yaml")
		fail := func(in shop) ([]spent, error) {
			for _, o := range in.Orders {
				switch o.Total {
				case 3001:
					return nil, errors.New("3001 is no total")
				case 3002:
					panic("3002")
				}
			}
			return spending(in)
		}
		table.Run(t, fx, table.Inputs(fail),
			table.Case{Name: "pinned", Pin: table.Pin{"orders.total": 7, "campaigns.budget": 1}, Key: []string{"campaign_id"}},
			table.Case{Name: "other", Pin: table.Pin{"orders[0].total": 3001, "orders[1].total": 3002}},
		)
		table.Run(t, fx, table.Inputs(counted), table.Case{Name: "counted"})
	})
}

func TestABinaryServesItsCasesOnLoosenedInputs(t *testing.T) {
	p := newServedShop(t)
	if p == nil {
		return
	}
	c := p.ask()
	if c.hello.Test != t.Name() || !slices.Equal(c.hello.Cases, []string{"pinned", "other"}) {
		t.Fatalf("it greets with %+v", c.hello)
	}
	var opened serve.Opened
	if err := errors.Join(c.Send(serve.Request{Open: &serve.Open{}}), c.Receive(&opened)); err != nil {
		t.Fatal(err)
	}
	var read []string
	for _, column := range opened.Columns {
		read = append(read, column.Dataset+"."+column.Name)
	}
	want := []string{
		"campaigns.campaign_id", "campaigns.budget", "orders.campaign_id", "orders.order_id", "orders.total", "orders.status",
	}
	if !slices.Equal(read, want) {
		t.Errorf("the transform reads %q, want %q", read, want)
	}
	kinds, results := map[serve.Kind]int{}, map[uint64]bool{}
	for n := range uint64(100) {
		one, two := c.run(serve.Run{N: n, Hash: opened.Columns}), c.run(serve.Run{N: n, Hash: opened.Columns})
		if one.Input != two.Input || one.Outcome != two.Outcome {
			t.Fatalf("input %d is not the same again", n)
		}
		kinds[one.Kind]++
		results[one.Outcome] = true
		if kept := c.run(serve.Run{N: n, Keep: true}); kept.Kind != serve.Result {
			t.Fatalf("with its pins kept, input %d ends with %s", n, kept.Kind)
		}
	}
	if kinds[serve.Result] == 0 || kinds[serve.Error] == 0 || kinds[serve.Crash] == 0 || len(results) < 20 {
		t.Errorf("100 inputs end in %v, with %d results", kinds, len(results))
	}
}

func TestABinaryRunsOnAGivenInputAndComparesOutcomes(t *testing.T) {
	p := newServedShop(t)
	if p == nil {
		return
	}
	c := p.ask()
	all := serve.Want{Input: true, Outcome: true}
	one, two := c.run(serve.Run{N: 0, Want: all}), c.run(serve.Run{N: 2, Want: all})
	again := c.run(serve.Run{N: 0, Input: two.Given, Want: all})
	if again.Outcome != two.Outcome {
		t.Error("the result on the given input is not that on the generated one")
	}
	if d := c.compare(two.Full, again.Full); !d.Equal {
		t.Errorf("equal results differ: %s", d.Summary)
	}
	d := c.compare(one.Full, two.Full)
	if d.Equal || !strings.Contains(d.Summary, "rows changed") || !strings.Contains(d.Text, " -> ") || d.Markdown == "" ||
		!json.Valid(d.JSON) {
		t.Errorf("other results compare as %+v", d)
	}
	delete(two.Given, "orders")
	lacks := c.run(serve.Run{Input: two.Given})
	if lacks.Kind != serve.Unfit || !strings.Contains(lacks.Text, `"orders"`) {
		t.Errorf("without a dataset it ends with %s: %s", lacks.Kind, lacks.Text)
	}
	if err := c.Send(serve.Request{}); err != nil {
		t.Fatal(err)
	}
	if err := c.Receive(&c.hello); err != nil || c.hello.Call != 1 || c.hello.Cases[0] != "counted" {
		t.Errorf("then it greets with %+v, %v", c.hello, err)
	}
}

func TestSetupRunsInASubtestOfEachInput(t *testing.T) {
	factor := 1
	p := newProgram(t, shopYAML, func(t *testing.T, _ string) {
		table.Run(t, fixtures.Load(t, "shop.yaml"), table.Inputs(func(in shop) ([]spent, error) {
			time.Sleep(time.Hour)
			if year := time.Now().Year(); year != 2026 {
				return nil, errors.New("another year")
			}
			out, err := spending(in)
			for i := range out {
				out[i].Total *= factor
			}
			return out, err
		}), table.Case{
			Name: "swapped", Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
			Setup: func(t *testing.T) {
				table.Swap(t, &factor, factor+1)
				t.Cleanup(func() { t.Fatal("after the reply") })
			},
		})
	})
	if p == nil {
		return
	}
	c := p.ask()
	first := c.run(serve.Run{N: 0})
	for range 50 {
		if again := c.run(serve.Run{N: 0}); again.Kind != serve.Result || again.Outcome != first.Outcome {
			t.Fatalf("it ends with %s %q, and another result: a swap has stayed", again.Kind, again.Text)
		}
	}
}

func TestServingIsRefusedWithUpdates(t *testing.T) {
	p := newServedShop(t)
	if p == nil {
		return
	}
	p.fails("", []string{"-assay.serve=3,4", "-update"}, "leave out -update")
}
