package lint

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"
)

// A codePackage is the names in the Go files of a directory, including tests.
type codePackage struct {
	dir     string
	path    string
	words   map[string]bool // identifiers, and the words in tags and strings, normalized
	paths   []string        // strings that may be paths of fixtures
	imports []string
}

// readCode reads the Go files of a module.
func readCode(root string) ([]*codePackage, error) {
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	module := modfile.ModulePath(text)
	byDir := map[string]*codePackage{}
	var packages []*codePackage
	err = filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if isOutside(root, file, d) || d.Name() == "testdata" {
				return fs.SkipDir
			}
			return nil
		case filepath.Ext(file) != ".go" || !d.Type().IsRegular():
			return nil
		}
		dir := filepath.Dir(file)
		p := byDir[dir]
		if p == nil {
			rel, err := filepath.Rel(root, dir)
			if err != nil {
				return err
			}
			p = &codePackage{dir: dir, path: path.Join(module, filepath.ToSlash(rel)), words: map[string]bool{}}
			byDir[dir] = p
			packages = append(packages, p)
		}
		p.read(file)
		return nil
	})
	return packages, err
}

// largestCode is the size in bytes up to which a Go file is read.
const largestCode = 16 << 20

// read adds the names in a file, or in the part of it that parses.
func (p *codePackage) read(file string) {
	if info, err := os.Stat(file); err != nil || info.Size() > largestCode {
		return
	}
	f, _ := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution) // the compiler reports errors
	if f == nil {
		return
	}
	for _, i := range f.Imports {
		if name, err := strconv.Unquote(i.Path.Value); err == nil {
			p.imports = append(p.imports, name)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			p.words[normalize(n.Name)] = true
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
				p.addText(text)
			}
		}
		return true
	})
}

// addText adds the words of a string, such as a tag, a pin path or a query. It also keeps paths of YAML files whole.
func (p *codePackage) addText(text string) {
	if ext := path.Ext(text); ext == ".yaml" || ext == ".yml" {
		p.paths = append(p.paths, text)
	}
	const separators = " .,:;\"'()[]{}=<>*+-/|`\t\n"
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		p.words[normalize(word)] = true
	}
}

// normalize makes the name of a Go field and that of its column equal: CampaignID and campaign_id.
func normalize(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }
