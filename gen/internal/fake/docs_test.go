package fake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-go/assay/gen/internal/fake"
)

// TestTheDocsListEveryFake fails if docs/fakes.md does not list what this package supports. This command updates the
// lists: go test ./gen/internal/fake -run TestTheDocs -update
func TestTheDocsListEveryFake(t *testing.T) {
	const path = "../../../docs/fakes.md"
	const mark = "<!-- made by: go test ./gen/internal/fake -run TestTheDocs -update -->\n"
	intro, _, ok := strings.Cut(readFile(t, path), mark)
	if !ok {
		t.Fatalf("%s has no line %q", path, mark)
	}
	if want := intro + mark + lists(t); recordedFile(t, path, want) != want {
		t.Errorf("%s is not current: run this test with -update", path)
	}
}

func lists(t *testing.T) string {
	var fakes, refused strings.Builder
	category := ""
	for _, info := range fake.List() {
		if info.Refused != "" {
			fmt.Fprintf(&refused, "| `%s` | %s |\n", info.Name, cell(info.Refused))
			continue
		}
		if info.Category != category {
			category = info.Category
			fakes.WriteString("\n### " + category + "\n\n" +
				"| fake | type | parameters | for example | |\n|---|---|---|---|---|\n")
		}
		fn, err := fake.Find(info.Name)
		if err != nil {
			t.Fatal(err)
		}
		value := compile(t, info.Name, fn.Example()...).AppendText(nil, key(3))
		fmt.Fprintf(&fakes, "| `%s` | %s | %s | %s | %s |\n",
			info.Name, info.Type, params(info), cell(sample(value)), cell(info.Description))
	}
	return "\n## The fakes\n\nOf gofakeit " + fake.Version + ".\n" + fakes.String() +
		"\n## What is refused\n\n| function | why, and what to use instead |\n|---|---|\n" + refused.String()
}

// params lists the parameters of a function: min = 0, max = 1000; a parameter without a default gets an example.
func params(info fake.Info) string {
	var all []string
	for _, p := range info.Params {
		switch {
		case p.Required:
			all = append(all, fmt.Sprintf("`%s`, such as `%s`", p.Name, p.Example))
		case p.Default == "":
			all = append(all, fmt.Sprintf("`%s`", p.Name))
		default:
			all = append(all, fmt.Sprintf("`%s` = `%s`", p.Name, p.Default))
		}
	}
	return strings.Join(all, ", ")
}

// sample shortens a value to a line.
func sample(value []byte) string {
	text := strings.Join(strings.Fields(string(value)), " ")
	if short := []rune(text); len(short) > 60 {
		return string(short[:59]) + "…"
	}
	return text
}

// cell makes text safe for a cell of a Markdown table, outside of code.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;").Replace(text)
}
