package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// circles lists the packages whose files may call each other in a circle, and the number of files in the largest one.
// Add nothing to it, and lower a number when its circle gets smaller.
var circles = map[string]int{
	"internal/arrowtext":   2, // what nests is parsed by what parses it
	"internal/structcodec": 2, // what nests is decoded by what decodes it
}

// TestFilesCallDownward fails if the files of a package call each other in a circle. A call is any mention of a
// function or of a method of a concrete type; mentions of types, constants and variables do not count.
func TestFilesCallDownward(t *testing.T) {
	c := newChecker(sources(t))
	for _, dir := range slices.Sorted(maps.Keys(c.files)) {
		calls, longest := c.calls(dir), 1
		for _, circle := range circlesOf(calls) {
			longest = max(longest, len(circle))
			if len(circle) > max(1, circles[dir]) {
				t.Errorf("%d files of %s call each other in a circle, of which %d may:\n%s",
					len(circle), dir, max(1, circles[dir]), describe(circle, calls))
			}
		}
		if longest < circles[dir] {
			t.Errorf("the largest circle in %s has %d files: lower its number in circles", dir, longest)
		}
	}
	for dir := range circles {
		if c.files[dir] == nil {
			t.Errorf("there is no package %s: remove it from circles", dir)
		}
	}
}

// calls are the functions that the files of a package call in its other files: caller, called file, names.
type calls map[string]map[string]map[string]bool

func (c calls) add(from, to, name string) {
	if from == to {
		return
	}
	if c[from] == nil {
		c[from] = map[string]map[string]bool{}
	}
	if c[from][to] == nil {
		c[from][to] = map[string]bool{}
	}
	c[from][to][name] = true
}

func describe(circle []string, all calls) string {
	var out strings.Builder
	for _, from := range circle {
		for _, to := range circle {
			if names := slices.Sorted(maps.Keys(all[from][to])); len(names) > 0 {
				fmt.Fprintf(&out, "\t%s calls %s: %s\n", from, to, strings.Join(names, ", "))
			}
		}
	}
	return out.String()
}

// circlesOf returns the strongly connected files of more than one, by Tarjan's algorithm.
func circlesOf(all calls) (found [][]string) {
	index, low, onStack := map[string]int{}, map[string]int{}, map[string]bool{}
	var stack []string
	var visit func(file string)
	visit = func(file string) {
		index[file] = len(index) + 1
		low[file] = index[file]
		stack, onStack[file] = append(stack, file), true
		for _, to := range slices.Sorted(maps.Keys(all[file])) {
			if index[to] == 0 {
				visit(to)
				low[file] = min(low[file], low[to])
			} else if onStack[to] {
				low[file] = min(low[file], index[to])
			}
		}
		if low[file] != index[file] {
			return
		}
		at := slices.Index(stack, file)
		circle := slices.Sorted(slices.Values(stack[at:]))
		for _, member := range circle {
			onStack[member] = false
		}
		if stack = stack[:at]; len(circle) > 1 {
			found = append(found, circle)
		}
	}
	for _, file := range slices.Sorted(maps.Keys(all)) {
		if index[file] == 0 {
			visit(file)
		}
	}
	return found
}

// A checker type-checks the packages of the module, and takes those of others for empty, which saves building them:
// what has a type of theirs has none, and is looked up by its name.
type checker struct {
	files   map[string][]*source
	checked map[string]*types.Package
	info    types.Info
}

func newChecker(all []*source) *checker {
	c := &checker{
		files:   map[string][]*source{},
		checked: map[string]*types.Package{"unsafe": types.Unsafe},
		info:    types.Info{Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}},
	}
	for _, s := range all {
		if s.built && !s.isTest() {
			c.files[s.dir()] = append(c.files[s.dir()], s)
		}
	}
	return c
}

// Import returns a package of the module with its types, and any other without.
func (c *checker) Import(name string) (*types.Package, error) {
	if p := c.checked[name]; p != nil {
		return p, nil
	}
	dir, own := strings.CutPrefix(name, module+"/")
	if !own {
		p := types.NewPackage(name, path.Base(name))
		p.MarkComplete()
		c.checked[name] = p
		return p, nil
	}
	var files []*ast.File
	for _, s := range c.files[dir] {
		files = append(files, s.syntax)
	}
	// Without the packages of others there are errors, and types all the same.
	config := types.Config{Importer: c, Error: func(error) {}}
	p, _ := config.Check(name, fileSet, files, &c.info)
	c.checked[name] = p
	return p, nil
}

// calls returns which functions and methods the files of a package call in its other files.
func (c *checker) calls(dir string) calls {
	p, _ := c.Import(module + "/" + dir)
	methods, fields := map[string][]*types.Func{}, map[string]bool{}
	for _, s := range c.files[dir] {
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				switch def := c.info.Defs[id].(type) {
				case *types.Func:
					if isMethod(def) {
						methods[def.Name()] = append(methods[def.Name()], def)
					}
				case *types.Var:
					fields[def.Name()] = fields[def.Name()] || def.IsField()
				}
			}
			return true
		})
	}
	all := calls{}
	for _, s := range c.files[dir] {
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if f, ok := c.info.Uses[n].(*types.Func); ok && f.Pkg() == p && (isMethod(f) || f.Signature().Recv() == nil) {
					all.add(s.base(), fileOf(f.Origin().Pos()), nameOf(f))
				}
			case *ast.SelectorExpr:
				name := n.Sel.Name
				if c.info.Uses[n.Sel] == nil && !ast.IsExported(name) && !fields[name] && len(methods[name]) == 1 {
					all.add(s.base(), fileOf(methods[name][0].Pos()), nameOf(methods[name][0]))
				}
			}
			return true
		})
	}
	return all
}

func fileOf(at token.Pos) string { return path.Base(fileSet.Position(at).Filename) }

// isMethod reports whether a function is a method of a concrete type.
func isMethod(f *types.Func) bool {
	recv := f.Signature().Recv()
	return recv != nil && !types.IsInterface(recv.Type())
}

// nameOf returns the name of a function, with the receiver's type.
func nameOf(f *types.Func) string {
	recv := f.Signature().Recv()
	if recv == nil {
		return f.Name()
	}
	of := recv.Type()
	if pointer, ok := of.(*types.Pointer); ok {
		of = pointer.Elem()
	}
	if named, ok := of.(*types.Named); ok {
		return named.Obj().Name() + "." + f.Name()
	}
	return f.Name()
}

func TestACircleOfFilesIsFound(t *testing.T) {
	var all []*source
	for name, text := range map[string]string{
		"shop/order.go": "package shop\nimport \"strings\"\ntype order struct{ lines []line }\n" +
			"func (o order) total() (n int) { for _, l := range o.lines { n += l.price() }; return n }\n" +
			"func field(s string) line { return line{strings.Fields(s)} }",
		"shop/line.go": "package shop\ntype line struct { words []string }\nfunc (l line) price() int { return base() * len(l.words) }",
		"shop/base.go": "package shop\nfunc base() int { return len(field(\"x\").words) }\nfunc unused(o order) order { return o }",
		"shop/main.go": "package shop\nimport \"slices\"\nfunc main() { slices.Clone([]order{})[0].total() }",
	} {
		file, err := parser.ParseFile(fileSet, name, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, &source{path: name, syntax: file, built: true})
	}
	found := newChecker(all).calls("shop")
	circles := circlesOf(found)
	if len(circles) != 1 {
		t.Fatalf("found %v", circles)
	}
	got, want := describe(
		circles[0],
		found,
	), "\tbase.go calls order.go: field\n\tline.go calls base.go: base\n\torder.go calls line.go: line.price\n"
	if got != want {
		t.Errorf("the circle is\n%s, want\n%s", got, want)
	}
	if !found["main.go"]["order.go"]["order.total"] {
		t.Error("a method that is called on what a foreign function returns is not seen")
	}
}
