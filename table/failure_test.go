package table_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/internal/store"
	"github.com/assay-go/assay/table"
)

const salesFixture = `version: 1
datasets:
  sales:
    rows: 3
    columns:
      units: {int: [1, 1000000]}
`

// TestStatusSaysWhyTheLastRunOfACaseFailed breaks the transform of one case in several ways, one after the other.
func TestStatusSaysWhyTheLastRunOfACaseFailed(t *testing.T) {
	type sale struct{ Units int }
	p := newProgram(t, salesFixture, func(t *testing.T, variant string) {
		count := func(in []sale) ([]sale, error) {
			switch variant {
			case "leak":
				return in[:1], nil
			case "error":
				return nil, errors.New("no units\nat all")
			case "panic":
				panic("odd")
			case "other":
				return []sale{{len(in) + 1}}, nil
			}
			return []sale{{len(in)}}, nil
		}
		table.Run(t, fixtures.Load(t, "shop.yaml"), table.Rows("sales", count), table.Case{Name: "count"})
	})
	if p == nil {
		return
	}
	p.write("report/report_test.go", "package report\n\nfunc "+t.Name()+"(t *testing.T) {}\n")
	s, err := store.OpenStore(p.dir)
	if err != nil {
		t.Fatal(err)
	}
	status := func() store.Status {
		t.Helper()
		status, err := s.Status()
		if err != nil {
			t.Fatal(err)
		}
		if len(status.Missing) > 0 {
			t.Errorf("missing are %+v", status.Missing)
		}
		return status
	}
	failures := func() {
		t.Helper()
		for variant, why := range map[string]string{
			"leak": "leak", "error": "the transform failed: no units", "panic": "the transform panicked: odd",
		} {
			p.fails(variant, nil)
			got := status()
			if len(got.Pending) > 0 || len(got.Failed) != 1 || got.Failed[0].Failed != why {
				t.Errorf("%s: pending are %+v, failed are %+v", variant, got.Pending, got.Failed)
			}
		}
	}
	failures()
	p.fails("other", nil, "no golden yet")
	if got := status(); len(got.Pending) != 1 || len(got.Failed) != 0 {
		t.Errorf("with another result, status is %+v", got)
	}
	p.record()
	failures() // a golden, or a result of an earlier run, hides none
	p.passes("")
	if got := status(); len(got.Pending)+len(got.Failed) > 0 {
		t.Errorf("after a pass, status is %+v", got)
	}
}

// TestStatusSaysThatACaseWithoutGoldenFailed breaks the error that a case expects, and the Setup of another.
func TestStatusSaysThatACaseWithoutGoldenFailed(t *testing.T) {
	type sale struct{ Units int }
	p := newProgram(t, salesFixture, func(t *testing.T, variant string) {
		check := func(in []sale) ([]sale, error) {
			switch variant {
			case "other error":
				return nil, errors.New("too many")
			case "no error":
				return nil, nil
			}
			return nil, errors.New("no units")
		}
		all := []table.Case{{Name: "no units", WantErr: "no units"}}
		switch variant {
		case "setup":
			all[0].Setup = func(t *testing.T) { t.Fatal("no server") }
		case "renamed":
			all[0].Name = "nothing"
		case "bind":
			table.Run(t, fixtures.Load(t, "shop.yaml"), table.Rows("sale", check), all...)
			return
		}
		table.Run(t, fixtures.Load(t, "shop.yaml"), table.Rows("sales", check), all...)
	})
	if p == nil {
		return
	}
	p.write("report/report_test.go", "package report\n\nfunc "+t.Name()+"(t *testing.T) {}\n")
	s, err := store.OpenStore(p.dir)
	if err != nil {
		t.Fatal(err)
	}
	failed := func(when, want string) {
		t.Helper()
		status, err := s.Status()
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, f := range status.Failed {
			got.WriteString(f.Case + ": " + f.Failed)
		}
		if got.String() != want || len(status.Pending)+len(status.Missing)+len(status.Obsolete) > 0 {
			t.Errorf("%s: got %q, want %q; status is %+v", when, got.String(), want, status)
		}
	}
	for _, c := range []struct{ variant, want string }{
		{"other error", "no units: wrong error: got: too many"},
		{"no error", `no units: no error; want one that contains "no units"`},
		{"setup", "no units: Setup or the transform ended the test"},
		{"bind", `no units: the fixture has no dataset "sale" (did you mean "sales"?)`},
	} {
		p.fails(c.variant, nil)
		failed(c.variant, c.want)
	}
	p.passes("")
	failed("after a pass", "")
	p.fails("no error", nil)
	p.passes("renamed")
	failed("after the case was renamed", "")
}
