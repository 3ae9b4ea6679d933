package dbtproject

import (
	"bytes"
	"fmt"
	"go/format"
	"strconv"
	"strings"
	"unicode"

	"github.com/assay-go/assay/cmd/regen/internal/workspace"
)

// engines is the path above those of the engines' packages.
const engines = workspace.AssayPath + "/table/sqltest"

// engineCalls are the expressions for engines.
var engineCalls = map[string]string{
	"duckdb": "duckdb.Engine()", "postgres": `postgres.Engine(os.Getenv("DATABASE_URL"))`,
}

// testSource returns the Go file with the tests of models.
func testSource(name, manifest, engine string, tests []modelTest, unitTests bool) ([]byte, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "package %s_test\n\nimport (\n", name)
	if engine == "postgres" {
		out.WriteString("\"os\"\n")
	}
	const assay = workspace.AssayPath
	fmt.Fprintf(&out, "\"testing\"\n\n%q\n%q\n%q\n%q\n%q\n)\n",
		assay+"/fixtures", assay+"/golden", assay+"/table", engines, engines+"/"+engine)
	fmt.Fprintf(&out, "\n// manifest is what dbt compile writes.\nconst manifest = %q\n\nvar engine = %s\n", manifest,
		engineCalls[engine])
	if unitTests {
		out.WriteString("\nfunc TestUnitTests(t *testing.T) { sqltest.UnitTests(t, engine, manifest) }\n")
	}
	out.WriteString(`
// runModel runs cases of a model. A golden depends on the generated values of the datasets in Uses: copy a case, pin
// the values that it is about, and take them out of Uses.
func runModel(t *testing.T, model string, cases ...table.Case) {
	t.Helper()
	table.Run(t, fixtures.Load(t, "` + fixtureFile + `"), sqltest.Model(engine, manifest, model), cases...)
}
`)
	taken := map[string]bool{"TestUnitTests": true}
	for _, t := range tests {
		fmt.Fprintf(&out, "\nfunc %s(t *testing.T) {\nrunModel(t, %q, table.Case{\nName: \"generated\", ", testName(t, taken),
			modelName(t))
		if len(t.model.PrimaryKey) > 0 {
			fmt.Fprintf(&out, "Key: %s,\n", goStrings(t.model.PrimaryKey))
		} else {
			out.WriteString("Order: golden.Multiset,\n")
		}
		fmt.Fprintf(&out, "Uses: %s,\n})\n}\n", goStrings(t.datasets))
	}
	text := out.Bytes()
	if !bytes.Contains(text, []byte("golden.Multiset")) {
		text = bytes.Replace(text, fmt.Appendf(nil, "%q\n", assay+"/golden"), nil, 1)
	}
	return format.Source(text)
}

// modelName returns the name of a model as sqltest.Model takes it, with its package.
func modelName(t modelTest) string {
	if pkg, _, ok := strings.Cut(strings.TrimPrefix(t.model.ID, "model."), "."); ok && t.qualified {
		return pkg + "." + t.model.Name
	}
	return t.model.Name
}

func goStrings(all []string) string {
	quoted := make([]string, len(all))
	for i, s := range all {
		quoted[i] = strconv.Quote(s)
	}
	return "[]string{" + strings.Join(quoted, ", ") + "}"
}

// testName returns the name of the test of a model that no other test has.
func testName(t modelTest, taken map[string]bool) string {
	var out strings.Builder
	up := true
	for _, r := range t.model.Name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			up = true
			continue
		}
		if up {
			r = unicode.ToUpper(r)
		}
		up = false
		out.WriteRune(r)
	}
	name := "Test" + out.String()
	if rest := out.String(); rest == "" || unicode.IsLower([]rune(rest)[0]) {
		name = "Test_" + rest
	}
	for i := 2; taken[name]; i++ {
		name = fmt.Sprintf("%s_%d", strings.TrimSuffix(name, fmt.Sprintf("_%d", i-1)), i)
	}
	taken[name] = true
	return name
}
