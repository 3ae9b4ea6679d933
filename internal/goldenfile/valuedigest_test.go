package goldenfile

import (
	"fmt"
	"strings"
	"testing"
)

func TestADigestOfAValueKeepsWhatIsShort(t *testing.T) {
	type order struct {
		ID    int
		Items []string
	}
	type report struct {
		Title  string
		Orders []order
		By     map[string]int
		Text   string
	}
	value := func() report {
		r := report{Title: "short", By: map[string]int{}, Text: strings.Repeat("x", 20_000)}
		for i := range 3000 {
			r.Orders = append(r.Orders, order{i, []string{"a", "b"}})
			r.By[fmt.Sprintf("key %04d", i)] = i
		}
		return r
	}
	digest := func(r report) *File {
		f, err := ValueFile(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		if f, err = FoldValue(f); err != nil {
			t.Fatal(err)
		}
		text, err := Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		if f, err = Decode(text, "x.golden"); err != nil || len(text) > 20_000 {
			t.Fatalf("%d bytes, %v", len(text), err)
		}
		return f
	}
	f := digest(value())
	for _, want := range []string{
		"title: short\norders:\n  elements: 3000\n  sha256: ", "\n    \"2944\": ", "\n  entries: 3000\n", "\n    key 2944: ",
		"text:\n  bytes: 20000\n  sha256: ",
	} {
		if !strings.Contains(string(f.Value), want) {
			t.Errorf("%q is not in\n%s", want, f.Value)
		}
	}
	changed := value()
	changed.Orders[70].Items[1] = "c"
	was, is := strings.Split(string(f.Value), "\n"), strings.Split(string(digest(changed).Value), "\n")
	var differ []string
	for i := range was {
		if was[i] != is[i] {
			differ = append(differ, strings.TrimSpace(was[i][:strings.IndexByte(was[i], ':')]))
		}
	}
	if got := fmt.Sprint(differ); got != `[sha256 "64"]` {
		t.Errorf("one change in a list changes %s", got)
	}
}
