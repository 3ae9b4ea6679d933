package compare

import (
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/gotest"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/message"
)

// A use is a place in a test where an adapter gets the function under test.
type use struct {
	pkg        gotest.Package
	file, test string
	text       []byte // of the file
	name       int    // where the name of the package ends
	start, end int    // of the function
}

func (u *use) function() string { return string(u.text[u.start:u.end]) }

// rewrite makes the tests of this tree use another function, by an overlay of the file with the test.
func (s *session) rewrite(ctx context.Context) error {
	dir, name, ok := cutLast(s.Against, ".")
	if !ok || !token.IsIdentifier(name) {
		return fmt.Errorf("--against %q: want a function, such as ./next.Revenue", s.Against)
	}
	if err := s.now.list(ctx, s.Patterns); err != nil {
		return err
	}
	var uses []*use
	for _, p := range slices.Sorted(maps.Keys(s.now.packages)) {
		found, err := usesIn(s.now.packages[p], s.Run)
		if err != nil {
			return err
		}
		uses = append(uses, found...)
	}
	same := slices.DeleteFunc(slices.Clone(uses), func(u *use) bool {
		_, last, ok := cutLast(u.function(), ".")
		if !ok {
			last = u.function()
		}
		return last != name
	})
	if len(uses) > 1 && len(same) == 1 {
		uses = same
	}
	if len(uses) != 1 {
		var names []string
		for _, u := range uses {
			names = append(names, fmt.Sprintf("%s of %s", u.function(), u.test))
		}
		return fmt.Errorf("--against: want one function to compare with, found %d: %s: select a test with --run, "+
			"and a package", len(uses), message.List(names))
	}
	u := uses[0]
	call := name
	imported := ""
	if dir != "" {
		out, err := s.now.place.Go(ctx, "list", "-f", "{{.ImportPath}}", "--", dir).Output()
		if err != nil {
			return fmt.Errorf("--against: no package %s: %s", dir, stderrOf(err))
		}
		imported = fmt.Sprintf("; import assayrewrite %q", strings.TrimSpace(string(out)))
		call = "assayrewrite." + name
	}
	// The line numbers stay, and what the test had imported or declared is still used.
	text := fmt.Sprintf("%s%s%sassayinstead(%s, %s)%s\n"+
		"func assayinstead[Old, New any](_ Old, with New) New { return with }\n",
		u.text[:u.name], imported, u.text[u.name:u.start], u.function(), call, u.text[u.end:])
	s.Revision, s.Run = u.function(), "^"+u.test+"$"
	s.Patterns = []string{u.pkg.Path}
	return s.overlay(u.file, text)
}

// overlay makes the go command see another text in a file.
func (s *session) overlay(file, text string) error {
	instead := filepath.Join(s.now.scratch, "instead.go")
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{file: instead}})
	if err != nil {
		return err
	}
	list := filepath.Join(s.now.scratch, "overlay.json")
	s.now.place.Flags = append(s.now.place.Flags, "-overlay="+list)
	for name, text := range map[string]string{instead: text, list: string(overlay)} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// usesIn finds the functions that the tests of a package pass to adapters in calls of table.Run.
func usesIn(p gotest.Package, run string) (all []*use, err error) {
	matches, err := regexp.Compile(run)
	if err != nil {
		return nil, fmt.Errorf("--run: %w", err)
	}
	files, err := filepath.Glob(filepath.Join(p.Dir, "*_test.go"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, file, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		table := importedAs(f, workspace.AssayPath+"/table")
		for _, d := range f.Decls {
			test, ok := d.(*ast.FuncDecl)
			if !ok || table == "" || !strings.HasPrefix(test.Name.Name, "Test") || !matches.MatchString(test.Name.Name) {
				continue
			}
			ast.Inspect(test, func(n ast.Node) bool {
				adapter, args := callOf(n, table, "Run")
				if !adapter || len(args) < 3 {
					return true
				}
				if function := adapted(args[2], table); function != nil {
					at := func(pos token.Pos) int { return set.Position(pos).Offset }
					all = append(all, &use{
						pkg: p, file: file, test: test.Name.Name, text: text, name: at(f.Name.End()),
						start: at(function.Pos()), end: at(function.End()),
					})
				}
				return true
			})
		}
	}
	return all, nil
}

// importedAs returns the name by which a file imports a package, or "".
func importedAs(f *ast.File, importPath string) string {
	for _, i := range f.Imports {
		if path, err := strconv.Unquote(i.Path.Value); err != nil || path != importPath {
			continue
		}
		if i.Name != nil {
			return i.Name.Name
		}
		return importPath[strings.LastIndex(importPath, "/")+1:]
	}
	return ""
}

// callOf reports whether a node calls a function of a package, and returns its arguments.
func callOf(n ast.Node, pkg, function string) (is bool, args []ast.Expr) {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return false, nil
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false, nil
	}
	of, ok := f.X.(*ast.Ident)
	return ok && of.Name == pkg && (function == "" || f.Sel.Name == function), call.Args
}

// adapted returns the function that an adapter gets, or nil: the first argument, or of Rows the second.
func adapted(transform ast.Expr, table string) ast.Expr {
	is, args := callOf(transform, table, "")
	if !is || len(args) == 0 {
		return nil
	}
	if name, ok := args[0].(*ast.BasicLit); ok && name.Kind == token.STRING {
		args = args[1:]
	}
	if len(args) == 0 {
		return nil
	}
	return args[0]
}

func cutLast(text, at string) (before, after string, found bool) {
	if i := strings.LastIndex(text, at); i >= 0 {
		return text[:i], text[i+len(at):], true
	}
	return "", text, token.IsIdentifier(text)
}
