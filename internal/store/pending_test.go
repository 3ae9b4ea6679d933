package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func FuzzARecordIsOfItsOwnGoldenOrNone(f *testing.F) {
	const liftGolden = "report/testdata/golden/TestReport/lift.golden"
	f.Add([]byte(`{"package":"report","test":"TestReport","case":"lift","golden":"` + liftGolden +
		`","reason":"missing"}`))
	f.Add([]byte(`{"package":"report/..","test":"TestReport","case":"lift"}`))
	f.Add([]byte(`{"package":"report","test":"TestReport/x","case":"lift","golden":"` + liftGolden + `"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := parsePending(text, "report/TestReport/lift")
		if err == nil && (p.Golden != liftGolden || p.ID != "report/TestReport/lift" || strings.ContainsAny(p.Rerun,
			"\n\x1b")) {
			t.Errorf("%s is taken for %+v", text, p)
		}
	})
}

func TestAStoreNeedsItsModule(t *testing.T) {
	if _, err := OpenStore(filepath.Join(t.TempDir(), "missing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the error is %v", err)
	}
	s, err := OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if st, err := s.Status(); err != nil || len(st.Pending)+len(st.Missing)+len(st.Obsolete)+len(st.Edited) > 0 {
		t.Errorf("of an empty module, the status is %+v, %v", st, err)
	}
}
