package golden

import (
	"errors"
	"fmt"
	"go/format"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/inline"
)

// The sources of a module with many expectations, which parallel tests write.
const (
	inlineFiles = 50
	inlineCalls = 20 // in each file
)

func init() {
	labSuites["inline"] = map[string]func(*testing.T){"TestReport": func(t *testing.T) {
		for file := range inlineFiles {
			for call := range inlineCalls {
				t.Run(fmt.Sprintf("f%d/%d", file, call), func(t *testing.T) {
					t.Parallel()
					want := Expectation{Text: Unset, Site: inline.Site{
						Package: "example.com/lab/report", File: inlineFile(file), Line: inlineHead + call,
					}}
					Inline(t, lifts(inlineRows(file, call)), want)
				})
			}
		}
	}}
}

func inlineFile(file int) string { return fmt.Sprintf("f%02d_test.go", file) }

func inlineRows(file, call int) string { return fmt.Sprintf("%d,a,0.5 %d,b,NaN", file, call) }

const inlineHead = 10 // the line of the first call

// inlineSource returns a source with expectations, which are the texts.
func inlineSource(file int, text func(call int) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "package report\n\nimport (\n\t\"testing\"\n\n\t\"%s\"\n)\n\nfunc TestFile%d(t *testing.T) {\n",
		"github.com/assay-go/assay/golden", file)
	for call := range inlineCalls {
		fmt.Fprintf(&b, "\tgolden.Inline(t, f(%d), golden.Text(%s)) // %d\n", call, text(call), call)
	}
	return b.String() + "}\n"
}

func newInlineLab(t testing.TB) *lab {
	l := newLab(t)
	for file := range inlineFiles {
		l.write("report/"+inlineFile(file), inlineSource(file, func(int) string { return "golden.Unset" }))
	}
	return l
}

func TestParallelTestsUpdateTheirExpectations(t *testing.T) {
	l := newInlineLab(t)
	l.mustPass("inline", "-update")
	for file := range inlineFiles {
		want := inlineSource(file, func(call int) string {
			return fmt.Sprintf("`\n\t\tid  name  lift\n\t\t%2d  a      0.5\n\t\t%2d  b      NaN\n\t`", file, call)
		})
		got := l.read("report/" + inlineFile(file))
		if tidy, err := format.Source([]byte(got)); err != nil || string(tidy) != got {
			t.Fatalf("not as gofmt writes it: %v\n%s", err, got)
		}
		if got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestAKilledUpdateLeavesSourcesWhole(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	l := newInlineLab(t)
	for range max(*kills/5, 1) {
		for file := range inlineFiles {
			l.write("report/"+inlineFile(file), inlineSource(file, func(int) string { return "golden.Unset" }))
		}
		cmd := l.command("inline", "-update")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(random.IntN(400))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		for file := range inlineFiles {
			source := inline.Source{Name: inlineFile(file), Text: []byte(l.read("report/" + inlineFile(file)))}
			for call := range inlineCalls {
				at, err := source.Find(inline.Place{File: source.Name, In: "TestFile" + strconv.Itoa(file), Nth: call})
				if err != nil {
					t.Fatalf("%v\n%s", err, source.Text)
				}
				result := goldenfile.File{Table: lifts(inlineRows(file, call))}
				golden, err := goldenfile.Encode(&result)
				if err != nil {
					t.Fatal(err)
				}
				if at.Value != Unset && !inline.Same(at.Value, golden) {
					t.Fatalf("%s:%d: found %q", at.File, at.Line, at.Value)
				}
			}
		}
		if left := l.files("report"); len(left) != inlineFiles+1 {
			t.Fatalf("an update left files behind: %v", left)
		}
	}
}

// BenchmarkInlineUpdate writes 1,000 expectations in 50 files.
func BenchmarkInlineUpdate(b *testing.B) {
	for b.Loop() {
		newInlineLab(b).mustPass("inline", "-update")
	}
}

func BenchmarkPassingExpectation(b *testing.B) {
	record := lifts("1,a,0.5 2,b,0.25 3,c,NaN")
	want := Text(`
		id  name  lift
		 1  a      0.5
		 2  b     0.25
		 3  c      NaN
	`)
	t := &oneTest{B: b}
	b.Run("inline", func(b *testing.B) {
		t.B = b
		for b.Loop() {
			Inline(t, record, want)
			t.end()
		}
	})
	b.Run("file", func(b *testing.B) {
		t.B = b
		text, err := goldenfile.Encode(&goldenfile.File{Table: record})
		if err != nil {
			b.Fatal(err)
		}
		const dir = "testdata/golden/TestReport"
		b.Cleanup(func() { _ = os.RemoveAll("testdata/golden") })
		if err := errors.Join(os.MkdirAll(dir, 0o777), os.WriteFile(dir+"/lift.golden", text, 0o666)); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			Assert(t, "lift", record)
			t.end()
		}
	})
}
