package doctor

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/golist"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/message"
)

// goldiePath is the package that registers -update.
const goldiePath = "github.com/sebdah/goldie/v2"

// A listedPackage is a package, or the test binary of one, which is called PATH.test.
type listedPackage struct {
	ImportPath   string
	ForTest      string
	Dir          string
	Standard     bool
	DepOnly      bool
	GoFiles      []string
	TestGoFiles  []string
	XTestGoFiles []string
	Deps         []string
	Module       *struct{ Dir string }
	Error        *struct{ Err string }
}

// listPackages lists the packages of the patterns, their test binaries, and all dependencies of these.
func listPackages(ctx context.Context, patterns []string) ([]*listedPackage, error) {
	return golist.List[*listedPackage](ctx, patterns, "-deps",
		"-json=ImportPath,ForTest,Dir,Standard,DepOnly,GoFiles,TestGoFiles,XTestGoFiles,Deps,Module,Error")
}

// loadErrors finds packages that the go command cannot load or find.
func loadErrors(packages []*listedPackage) (found []finding) {
	for _, p := range packages {
		if p.Error != nil && !p.DepOnly {
			why, _, _ := strings.Cut(p.Error.Err, "\n")
			found = append(found, finding{p.ImportPath + ": " + why, "the checks below skip it: run go list to see the error"})
		}
	}
	return found
}

// duplicateUpdateFlags finds code other than goldie that registers -update in a test binary with goldie.
func duplicateUpdateFlags(packages []*listedPackage) ([]finding, error) {
	byPath := map[string]*listedPackage{}
	for _, p := range packages {
		byPath[p.ImportPath] = p
	}
	places := map[string][]token.Position{} // by package
	var found []finding
	reported := map[string]bool{}
	for _, binary := range packages {
		under, isTest := strings.CutSuffix(binary.ImportPath, ".test")
		if !isTest || !slices.Contains(binary.Deps, goldiePath) {
			continue
		}
		for _, dep := range binary.Deps {
			p := byPath[dep]
			if p == nil || p.Standard || strings.HasPrefix(dep, goldiePath) {
				continue
			}
			at, known := places[dep]
			if !known {
				var err error
				if at, err = updateFlags(p); err != nil {
					return nil, err
				}
				places[dep] = at
			}
			for _, pos := range at {
				text := fmt.Sprintf("%s:%d:%d: registers -update, and so does goldie: the tests of %s panic when they start",
					workspace.Rel(pos.Filename), pos.Line, pos.Column, under)
				if !reported[text] {
					reported[text] = true
					found = append(found, finding{
						text,
						`remove it and read goldie's flag: flag.Lookup("update").Value.String() == "true"`,
					})
				}
			}
		}
	}
	return found, nil
}

// updateFlags returns where a package registers a command-line flag named update.
func updateFlags(p *listedPackage) ([]token.Position, error) {
	var at []token.Position
	for _, name := range p.GoFiles {
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && registersUpdate(call) {
				at = append(at, set.Position(call.Pos()))
			}
			return true
		})
	}
	return at, nil
}

// registersUpdate reports whether a call is flag.Bool("update", …), flag.BoolVar(&v, "update", …), or one for another
// type.
func registersUpdate(call *ast.CallExpr) bool {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	if pkg, ok := f.X.(*ast.Ident); !ok || pkg.Name != "flag" {
		return false
	}
	name := 0
	switch kind := f.Sel.Name; {
	case kind == "Var", strings.HasSuffix(kind, "Var"):
		name = 1
	case kind == "Func", kind == "BoolFunc", kind == "Bool", kind == "String", kind == "Int":
	default:
		return false
	}
	if len(call.Args) <= name {
		return false
	}
	lit, ok := call.Args[name].(*ast.BasicLit)
	if !ok {
		return false
	}
	text, err := strconv.Unquote(lit.Value)
	return err == nil && text == "update"
}

// packagesWithoutUpdate finds packages whose tests lack the flag -update while others have it.
func packagesWithoutUpdate(packages []*listedPackage) []finding {
	var without []string
	with := 0
	for _, p := range packages {
		under, isTest := strings.CutSuffix(p.ImportPath, ".test")
		switch {
		case !isTest || p.DepOnly:
		case slices.Contains(p.Deps, goldiePath):
			with++
		default:
			without = append(without, under)
		}
	}
	if with == 0 || len(without) == 0 {
		return nil
	}
	return []finding{{
		fmt.Sprintf("go test ./... -update fails in %s whose tests lack the flag: %s", message.Count(len(without), "package"),
			message.ListFirst(without, 5)),
		`use ` + console.Invocation() + ` test --update, which skips them,` +
			` or import _ "` + goldiePath + `" in one of their test files`,
	}}
}
