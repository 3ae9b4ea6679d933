package infer

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/datafile"
)

// teams has a tree of people, and tasks of them.
const teams = `version: 1
datasets:
  people:
    rows: 40
    columns:
      id:         {seq: 100}
      manager_id: {ref: people.id, pick: earlier}
      email:      {fake: email, unique: true}
      nick:       {template: "{email}"}
      payload:    {sub: {columns: {who: {fake: name}, n: {int: [1, 9]}}}}
      code:       {type: int8, expr: int($index)}
  tasks:
    rows: 200
    columns:
      task_id:   {seq: 1}
      person_id: {ref: people.id}
      hours:     {float: [0, 9]}
`

func captured(t *testing.T, o CaptureOptions) (text string, summary []string) {
	t.Helper()
	o.Key = []byte("a key for tests")
	out, summary, err := Capture(context.Background(), tables(t, open(t, teams)), o)
	if err != nil {
		t.Fatal(err)
	}
	return string(out), summary
}

func TestCapturesAreClosedUnderReferences(t *testing.T) {
	o := CaptureOptions{Where: map[string]string{"tasks": "task_id in [7, 8, 150]"}}
	text, summary := captured(t, o)
	again := tables(t, open(t, text))
	keys := map[string]bool{}
	for _, m := range regexp.MustCompile(`- {id: (\d+)`).FindAllStringSubmatch(text, -1) {
		keys[m[1]] = true
	}
	refs := regexp.MustCompile(`(?:manager|person)_id: (\d+)`).FindAllStringSubmatch(text, -1)
	for _, m := range refs {
		if !keys[m[1]] {
			t.Errorf("%s is not in\n%s", m[0], text)
		}
	}
	if len(again) != 2 || again[1].Rows != 3 && again[0].Rows != 3 || len(refs) < 4 {
		t.Errorf("%v: got\n%s", summary, text)
	}
}

func TestCapturesHaveNoRealText(t *testing.T) {
	given := tables(t, open(t, teams))
	real := map[string]bool{}
	for _, c := range profilesOf(t, given[0]) {
		if c.Texts != nil {
			for _, s := range c.Texts.Sample() {
				real[s] = true
			}
		}
	}
	text, _ := captured(t, CaptureOptions{Where: map[string]string{"people": "id > 0"}})
	for s := range real {
		if strings.Contains(text, s) {
			t.Errorf("%s is in the capture", s)
		}
	}
	// The same value has the same pseudonym in all columns.
	pairs := regexp.MustCompile(`email: ("[^"]+"), nick: ("[^"]+")`).FindAllStringSubmatch(text, -1)
	if len(pairs) != 40 {
		t.Fatalf("got\n%s", text)
	}
	seen := map[string]bool{}
	for _, p := range pairs {
		if p[1] != p[2] || seen[p[1]] {
			t.Errorf("%s and %s", p[1], p[2])
		}
		seen[p[1]] = true
	}
	kept, _ := captured(t, CaptureOptions{Where: map[string]string{"people": "id == 100"}, Keep: []string{"people.email"}})
	copied := false
	for s := range real {
		copied = copied || strings.Contains(kept, s)
	}
	if !copied {
		t.Errorf("--keep copies no email in\n%s", kept)
	}
	one := map[string]string{"tasks": "task_id == 7"}
	hidden, _ := captured(t, CaptureOptions{Where: one, Hide: []string{"tasks.hours"}})
	if strings.Contains(hidden, "hours: 0") || strings.Contains(hidden, "hours: 1") {
		t.Errorf("hours are in\n%s", hidden)
	}
}

// TestPseudonymsRunOutLate has more values of a form than there are others of it.
func TestPseudonymsRunOutLate(t *testing.T) {
	p := newPseudonyms([]byte("k"))
	numbers := map[string]bool{}
	for v := range 100 {
		p.avoid(strconv.Itoa(v))
	}
	for v := range 100 {
		numbers[p.ofNumber(strconv.Itoa(v), bound{-128, 127})] = true
	}
	if len(numbers) != 100 {
		t.Errorf("100 numbers have %d pseudonyms", len(numbers))
	}
	for c := 'a'; c <= 'z'; c++ {
		p.avoid(string(c))
	}
	texts := map[string]bool{}
	for c := 'a'; c <= 'z'; c++ {
		texts[p.ofText(string(c), "")] = true
	}
	if len(texts) != 26 {
		t.Errorf("26 letters have %d pseudonyms", len(texts))
	}
}

// TestCapturesGiveTheResultOfTheRealRows adds up the hours of each person in the real rows and in the captured ones.
func TestCapturesGiveTheResultOfTheRealRows(t *testing.T) {
	hours := func(all []*datafile.Table, chosen func(id string) bool) (sums []string) {
		byPerson := map[string]float64{}
		for _, table := range all {
			if table.Name != "tasks" {
				continue
			}
			err := table.Each(t.Context(), func(rec arrow.Record) error {
				for row := range int(rec.NumRows()) {
					if chosen(rec.Column(0).ValueStr(row)) {
						byPerson[rec.Column(1).ValueStr(row)] += rec.Column(2).(*array.Float64).Value(row)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, sum := range byPerson {
			sums = append(sums, strconv.FormatFloat(sum, 'g', -1, 64))
		}
		slices.Sort(sums)
		return sums
	}
	real := hours(tables(t, open(t, teams)), func(id string) bool {
		n, err := strconv.Atoi(id)
		return err == nil && n <= 50
	})
	text, _ := captured(t, CaptureOptions{Where: map[string]string{"tasks": "task_id <= 50"}})
	got := hours(tables(t, open(t, text)), func(string) bool { return true })
	if len(real) < 5 || !slices.Equal(real, got) {
		t.Errorf("the sums are %v, want %v", got, real)
	}
}
