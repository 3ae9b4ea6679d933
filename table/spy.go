package table

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/assay-go/assay/internal/message"
)

// Calls are the calls that a [Spy] records, as structs of their arguments. They are safe for concurrent use.
type Calls[Args any] struct {
	mu    sync.Mutex
	calls []Args
}

// All returns the calls so far, in order.
func (c *Calls[Args]) All() []Args {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.calls)
}

func (c *Calls[Args]) add(args Args) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, args)
}

// Spy swaps the function at target as [Swap] does, and records the arguments of each call. Args is a struct with a
// field for each parameter, in order; a parameter of type [context.Context] has no field.
//
//	calls := table.Spy[struct{ CustomerID int }](t, &fetchProfile, fake)
//	…
//	if got := calls.All(); len(got) != 1 || got[0].CustomerID != 501 {
//
// To record the calls of a function without replacing it, pass the function itself:
// table.Spy[…](t, &fetchProfile, fetchProfile).
func Spy[Args, F any](t testing.TB, target *F, fake F, options ...SwapOption) *Calls[Args] {
	t.Helper()
	args, f := reflect.TypeFor[Args](), reflect.TypeFor[F]()
	params, err := recordedParams(args, f)
	if err != nil {
		t.Fatal(err)
	}
	calls := new(Calls[Args])
	recording := fake
	if v := reflect.ValueOf(fake); !v.IsNil() {
		spy := reflect.MakeFunc(f, func(in []reflect.Value) []reflect.Value {
			var call Args
			for i, p := range params {
				reflect.ValueOf(&call).Elem().Field(i).Set(in[p])
			}
			calls.add(call)
			return callFunc(v, in)
		})
		reflect.ValueOf(&recording).Elem().Set(spy)
	}
	swap(t, target, recording, callerLine(1), options)
	return calls
}

// recordedParams returns the indexes of the parameters of f that the fields of args hold.
func recordedParams(args, f reflect.Type) ([]int, error) {
	if f.Kind() != reflect.Func {
		return nil, fmt.Errorf("Spy records the calls of a function, but the target is %s: use Swap", f)
	}
	if args.Kind() != reflect.Struct {
		return nil, fmt.Errorf("Spy records calls in a struct, but %s is not a struct", args)
	}
	var params []int
	for i := range f.NumIn() {
		if f.In(i) != reflect.TypeFor[context.Context]() {
			params = append(params, i)
		}
	}
	if len(params) != args.NumField() {
		return nil, fmt.Errorf("%s has %s to record, but %s has %s",
			f, message.Count(len(params), "parameter"), args, message.Count(args.NumField(), "field"))
	}
	for i, p := range params {
		field := args.Field(i)
		switch {
		case !field.IsExported():
			return nil, fmt.Errorf("field %s of %s is not exported: Spy cannot set it", field.Name, args)
		case field.Type != f.In(p):
			return nil, fmt.Errorf("field %s is %s, but the parameter that it records is %s", field.Name, field.Type, f.In(p))
		}
	}
	return params, nil
}
