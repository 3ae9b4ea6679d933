package archtest

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const (
	module = "github.com/assay-go/assay"
	root   = "../.."
)

// A source is a Go file of the module.
type source struct {
	path    string // from the root, with slashes
	text    string
	syntax  *ast.File
	imports []string
	built   bool // for the system that runs this test
}

func (s *source) dir() string  { return path.Dir(s.path) }
func (s *source) base() string { return path.Base(s.path) }
func (s *source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

var fileSet = token.NewFileSet()

// parsed reads every Go file of the module once.
var parsed = sync.OnceValues(func() (all []*source, err error) {
	err = walk(".go", func(name, text string) error {
		s := &source{path: name, text: text}
		s.syntax, err = parser.ParseFile(fileSet, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, spec := range s.syntax.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, imported)
		}
		s.built, err = build.Default.MatchFile(filepath.Join(root, path.Dir(name)), path.Base(name))
		all = append(all, s)
		return err
	})
	return all, err
})

func sources(t *testing.T) []*source {
	t.Helper()
	all, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("found %d Go files: the walk went wrong", len(all))
	}
	return all
}

// walk visits the files of the module that have an extension, except those in testdata, in hidden directories, and in
// nested modules. Names are from the root, with slashes.
func walk(extension string, visit func(name, text string) error) error {
	return filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		if d.IsDir() {
			_, err := os.Stat(filepath.Join(p, "go.mod"))
			if name != "." && (err == nil || strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(p) != extension || strings.HasPrefix(name, "coverage.") { // that of just cov is not ours
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		return visit(filepath.ToSlash(name), string(text))
	})
}
