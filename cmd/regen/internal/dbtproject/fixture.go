package dbtproject

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/infer"
	"github.com/assay-go/assay/cmd/regen/internal/yamlfmt"
	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/datafile"
	"github.com/assay-go/assay/internal/dbt"
	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/fixture/dataset"
	"github.com/assay-go/assay/internal/lazyregexp"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/modfs"
)

// fixture returns the fixture of all inputs: a seed as its file has it, another input by the types and tests of its
// columns.
func (w *writer) fixture(ctx context.Context) ([]byte, error) {
	var seeds []*datafile.Table
	var described []*dbt.Node
	for _, n := range w.inputs {
		seed := w.seedOf(n)
		if seed == nil {
			described = append(described, n)
			continue
		}
		t, err := w.readSeed(n, seed)
		if err != nil {
			return nil, err
		}
		seeds = append(seeds, t)
	}
	text := []byte("version: 1\nseed: 1\ndatasets:\n")
	if len(seeds) > 0 {
		var err error
		if text, err = infer.Fixture(ctx, seeds, infer.Options{Rows: w.o.Rows, Samples: true, Pin: w.o.Pin}); err != nil {
			return nil, err
		}
		text = copied().ReplaceAll(text, nil)
	}
	head := "# The sources and seeds of the dbt project " + yamlText(w.m.Project) + ". Values of seeds are copied.\n"
	text = append([]byte(head), text...)
	for _, n := range described {
		text = append(text, w.describe(n)...)
	}
	text, err := yamlfmt.Format(text, fixtureFile)
	if err != nil {
		return nil, err
	}
	return text, checkFixture(text)
}

// copied matches what infer says of values that it copies, which the head of the fixture says of all seeds.
var copied = lazyregexp.New(`(?m)^#.*\n|  # copied from the data$`)

// checkFixture returns an error if a fixture does not load.
func checkFixture(text []byte) error {
	dir, err := os.MkdirTemp("", "assay-dbt-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, fixtureFile)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return err
	}
	fx, err := fixture.Open(file)
	if err == nil {
		_, err = fx.Plan(dataset.Variant{})
	}
	if err != nil {
		return fmt.Errorf("the project cannot be described by a fixture: %w", err)
	}
	return nil
}

// seedOf returns the seed with the rows of an input: itself, or the one that fills a source. It returns nil if the file
// is missing.
func (w *writer) seedOf(n *dbt.Node) *dbt.Node {
	seed := n
	if n.Kind == "source" {
		seed = w.m.Seed(n)
	}
	if seed == nil || seed.Kind != "seed" {
		return nil
	}
	root, err := os.OpenRoot(w.project)
	if err != nil {
		return nil
	}
	defer root.Close()
	for _, file := range seedFiles(seed) {
		if info, err := root.Stat(file); err == nil && info.Mode().IsRegular() {
			return seed
		}
	}
	return nil
}

// seedFiles returns where the file of a seed may be: in the project, or in the package that has it.
func seedFiles(seed *dbt.Node) []string {
	file := filepath.FromSlash(path.Clean(seed.File))
	pkg, _, _ := strings.Cut(strings.TrimPrefix(seed.ID, "seed."), ".")
	return []string{file, filepath.Join("dbt_packages", pkg, file)}
}

// mostSeed is the size of the largest seed that is read in bytes.
const mostSeed = 64 << 20

// readSeed returns the rows of a seed as the table of an input. Types are those of the catalog, if the values fit them.
func (w *writer) readSeed(n, seed *dbt.Node) (*datafile.Table, error) {
	root, err := os.OpenRoot(w.project)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	var text []byte
	for _, file := range seedFiles(seed) {
		if text, err = modfs.ReadFile(root, file, mostSeed); !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("seed %s: %w", message.Quote(seed.Name), err)
	}
	o := datafile.Options{Mixed: true, Types: w.m.Types(n)}
	rec, err := datafile.Read(seed.Name+".csv", text, o)
	if err != nil {
		o.Types = nil
		rec, err = datafile.Read(seed.Name+".csv", text, o)
	}
	if err != nil {
		return nil, fmt.Errorf("seed %s: %w", message.Quote(seed.Name), err)
	}
	return datafile.New(n.Name, rec.Schema(), rec.NumRows(),
		func(_ context.Context, each func(arrow.Record) error) error { return each(rec) }), nil
}

// columns returns the columns of an input that a fixture can generate.
func (w *writer) columns(n *dbt.Node) (all []arrow.Field) {
	types := w.m.Types(n)
	for _, name := range slices.Sorted(maps.Keys(types)) {
		if !fixtureName().MatchString(name) {
			continue
		}
		all = append(all, arrow.Field{Name: name, Type: types[name]})
	}
	return all
}

// describe returns the dataset of an input without a file.
func (w *writer) describe(n *dbt.Node) string {
	var out strings.Builder
	fmt.Fprintf(&out, "  %s:\n    rows: %d\n    columns:\n", yamlText(n.Name), w.o.Rows)
	tests := w.m.DataTests(n)
	for _, f := range w.columns(n) {
		fmt.Fprintf(&out, "      %s: {%s}\n", yamlText(f.Name), w.generator(f, tests[f.Name]))
	}
	return out.String()
}

// generator returns the generator of a column, by its tests and its type.
func (w *writer) generator(f arrow.Field, tests []dbt.DataTest) string {
	unique := false
	for _, t := range tests {
		switch {
		case t.Name == "accepted_values" && len(t.Values) > 0:
			var values []string
			for _, v := range t.Values {
				values = append(values, yamlText(v.Text))
			}
			return fmt.Sprintf("type: %s, oneof: [%s]", yamlText(arrowtext.TypeText(f.Type)), strings.Join(values, ", "))
		case t.Name == "relationships" && t.To != nil && slices.Contains(w.inputs, t.To) && w.has(t.To, t.Field):
			return "ref: " + yamlText(t.To.Name+"."+t.Field)
		case t.Name == "unique":
			unique = true
		}
	}
	generator := typical(f.Type)
	if unique {
		switch f.Type.ID() {
		case arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64:
			generator = "seq: 1"
		case arrow.STRING:
			return "uuid: {}"
		default:
			generator += ", unique: true"
		}
	}
	return fmt.Sprintf("type: %s, %s", yamlText(arrowtext.TypeText(f.Type)), generator)
}

// has reports whether the dataset of an input has a column.
func (w *writer) has(n *dbt.Node, column string) bool {
	if seed := w.seedOf(n); seed != nil {
		t, err := w.readSeed(n, seed)
		return err == nil && len(t.Schema.FieldIndices(column)) == 1
	}
	return slices.ContainsFunc(w.columns(n), func(f arrow.Field) bool { return f.Name == column })
}

// typical returns a generator of typical values of a type.
func typical(dt arrow.DataType) string {
	switch dt.ID() {
	case arrow.BOOL:
		return "bool: 0.5"
	case arrow.INT8:
		return "int: [0, 100]"
	case arrow.INT16, arrow.INT32, arrow.INT64:
		return "int: [1, 1000]"
	case arrow.DECIMAL128:
		if d := dt.(*arrow.Decimal128Type); d.Scale == 0 {
			return "int: [1, 9]"
		} else if d.Precision-d.Scale < 3 {
			return "float: [0, 1]"
		}
		return "float: [1, 500]"
	case arrow.FLOAT32, arrow.FLOAT64:
		return "float: [0, 1000]"
	case arrow.DATE32, arrow.TIMESTAMP:
		return "between: [2026-01-01, 2026-03-31]"
	case arrow.STRING:
		return "fake: word"
	}
	return "" // null
}

var plainName = lazyregexp.New(`^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$`)

// notText are words that YAML does not read as texts.
var notText = []string{"null", "true", "false", "yes", "no", "on", "off", "y", "n"}

// yamlText returns a text in YAML.
func yamlText(text string) string {
	if plainName().MatchString(text) && !slices.Contains(notText, strings.ToLower(text)) {
		return text
	}
	return strconv.Quote(text) // YAML has the escapes of Go
}
