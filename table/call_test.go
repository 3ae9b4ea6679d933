package table

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/goldenfile"
)

func TestACallReturnsTheResultOrTheError(t *testing.T) {
	boom := errors.New("boom")
	o := callTransform(t.Context(), 0, func(context.Context) (lazyResult, error) { return nil, boom })
	if !errors.Is(o.err, boom) {
		t.Errorf("got %+v", o)
	}
	o = callTransform(t.Context(), 0, func(context.Context) (lazyResult, error) {
		return func() (transformResult, error) {
			return transformResult{{file: &goldenfile.File{Value: []byte("7\n")}}}, nil
		}, nil
	})
	if string(o.result[0].file.Value) != "7\n" || o.err != nil {
		t.Errorf("got %+v", o)
	}
	o = callTransform(t.Context(), 0, func(context.Context) (lazyResult, error) {
		return func() (transformResult, error) { return nil, boom }, nil
	})
	if !errors.Is(o.err, boom) {
		t.Errorf("got %+v, want the error of the result", o)
	}
}

func TestAPanicIsACrashWithItsStack(t *testing.T) {
	o := callTransform(t.Context(), 0, func(context.Context) (lazyResult, error) { return indexPast(nil), nil })
	var crashed *crash
	if !errors.As(o.err, &crashed) {
		t.Fatalf("got %+v, want a crash", o)
	}
	got := crashed.Error()
	want := "the transform panicked: runtime error: index out of range [3] with length 0\n\n"
	if !strings.HasPrefix(got, want) {
		t.Errorf("got  %q\nwant %q first", got, want)
	}
	frames := strings.Split(strings.TrimSpace(crashed.stack), "\n")
	if !strings.Contains(frames[0], "table.indexPast(") || !strings.Contains(frames[1], "call_test.go:") {
		t.Errorf("the stack starts with %q, want the place of the panic", frames[:2])
	}
	if strings.Contains(got, "debug.Stack") || strings.Contains(got, "table.callTransform") {
		t.Errorf("the stack has frames of the harness:\n%s", got)
	}
}

//go:noinline
func indexPast(s []lazyResult) lazyResult { return s[3] }

func TestAFailNowEndsTheCallOnly(t *testing.T) {
	tb := &testing.T{}
	o := callTransform(t.Context(), 0, func(context.Context) (lazyResult, error) {
		tb.FailNow()
		return nil, nil
	})
	var crashed *crash
	if !errors.As(o.err, &crashed) || !strings.Contains(crashed.msg, "ended its goroutine") {
		t.Errorf("got %+v, want a crash", o)
	}
}
