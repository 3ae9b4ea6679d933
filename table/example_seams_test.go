package table_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
)

// The seams of the examples. Each is the real function where no test swaps it.
var (
	fetchName    = func(id int) (string, error) { return "", errors.New("the name service has no address") }
	fetchProfile = func(ctx context.Context, id int) (string, error) {
		return "", errors.New("the profile service has no address")
	}
)

// An exampleTB is the testing.TB of an example.
type exampleTB struct {
	testing.TB
	cleanups []func()
}

func (e *exampleTB) Helper()               {}
func (e *exampleTB) Name() string          { return "TestSeams" }
func (e *exampleTB) Setenv(string, string) {}
func (e *exampleTB) Failed() bool          { return false }
func (e *exampleTB) Skipped() bool         { return false }
func (e *exampleTB) Cleanup(f func())      { e.cleanups = append(e.cleanups, f) }

func (e *exampleTB) end() {
	for _, f := range e.cleanups {
		f()
	}
}

func ExampleSwap() {
	t := new(exampleTB) // in a test, its *testing.T

	// var fetchProfile = func(ctx context.Context, id int) (string, error) { … }
	table.Swap(t, &fetchProfile, func(_ context.Context, id int) (string, error) {
		return fmt.Sprintf("profile %d", id), nil
	})
	fmt.Println(fetchProfile(context.Background(), 501))

	t.end() // a test does so by itself
	fmt.Println(fetchProfile(context.Background(), 501))
	// Output:
	// profile 501 <nil>
	//  the profile service has no address
}

func ExampleSpy() {
	t := new(exampleTB) // in a test, its *testing.T
	defer t.end()

	calls := table.Spy[struct{ ID int }](t, &fetchProfile, func(context.Context, int) (string, error) {
		return "", errors.New("404 Not Found")
	})
	for _, id := range []int{501, 502} {
		if _, err := fetchProfile(context.Background(), id); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(calls.All())
	// Output:
	// 404 Not Found
	// 404 Not Found
	// [{501} {502}]
}

// BenchmarkTransform is the benchmark that an example shows.
var BenchmarkTransform func(b *testing.B)

func ExampleBench() {
	BenchmarkTransform = func(b *testing.B) {
		fx := fixtures.Load(b, "testdata/shop.yaml")
		table.Bench(b, fx, table.Inputs(Revenue),
			table.Case{Name: "small", Pin: table.Pin{"orders.status": "paid"}},
			table.Case{
				Name: "large",
				Pin:  table.Pin{"orders.status": "paid"},
				Rows: map[string]int{"campaigns": 100_000}, // and two orders for each
			},
		)
	}
}
