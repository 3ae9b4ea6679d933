package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"golang.org/x/mod/modfile"
	gomod "golang.org/x/mod/module"
)

const initLong = `init writes a first fixture, a test and its golden into a package, and runs the
test. They are small and meant to be changed: put your function in the place of the
one in the test, and your columns in the place of those of the fixture.

It writes no file that is there already, and adds the line for goldens to the
.gitattributes at the module's root.`

const initExample = `  go get github.com/assay-go/assay
  regen init ./billing`

//go:embed init
var initFiles embed.FS

// attributesLine is what a repository with goldens has in .gitattributes.
const attributesLine = "*.golden text eol=lf"

func newInit() *cobra.Command {
	cmd := &cobra.Command{
		Use: "init [DIR]", Short: "Write a first fixture, test and golden into a package", Long: initLong, Example: initExample,
		Args: wantArgs(0, 1, "the directory of a package"), ValidArgsFunction: completeDirs,
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		dir := "."
		if len(args) > 0 {
			dir = args[0]
		}
		return initialize(cmd.Context(), newConsole(cmd.OutOrStdout()), dir)
	}
	return cmd
}

func initialize(ctx context.Context, out console, dir string) error {
	if err := updateRefused(); err != nil {
		return err
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	top, ok := above(abs, "go.mod")
	if !ok {
		return fmt.Errorf("%s: no go.mod here or above: start with go mod init", dir)
	}
	if err := requiresAssay(filepath.Join(top, "go.mod")); err != nil {
		return err
	}
	if rel, err := filepath.Rel(top, abs); err != nil || rel != "." && gomod.CheckImportPath("m/"+filepath.ToSlash(rel)) != nil {
		return fmt.Errorf("%s: no package can be in a directory of this name: letters, digits and - . _ ~ make a path of an import", dir)
	}
	name, err := packageName(abs)
	if err != nil {
		return err
	}
	if err := writeInitFiles(out, dir, name); err != nil {
		return err
	}
	if err := addAttributes(out, filepath.Join(top, ".gitattributes")); err != nil {
		return err
	}
	for _, update := range []bool{true, false} {
		if err := runInitTest(ctx, abs, update); err != nil {
			return err
		}
	}
	recorded := filepath.Join(dir, "testdata", "golden", "TestRevenueByCountry", "paid_orders_count.golden")
	fmt.Fprintf(out, "wrote %s, and the test passes\nnext: read them, then go test %s\n", recorded, packageArgument(dir))
	return nil
}

// requiresAssay checks that a module is Assay or requires it.
func requiresAssay(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	f, err := modfile.ParseLax(path, text, nil)
	if err != nil {
		return err
	}
	if f.Module != nil && f.Module.Mod.Path == assayPath || slices.ContainsFunc(f.Require, func(r *modfile.Require) bool { return r.Mod.Path == assayPath }) {
		return nil
	}
	return fmt.Errorf("%s: the module does not require Assay: go get %s", fromHere(path), assayPath)
}

// packageName returns the name of the package in a directory, or one made of the directory's where it has no Go file.
func packageName(dir string) (string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return "", err
	}
	if len(files) > 0 {
		f, err := parser.ParseFile(token.NewFileSet(), files[0], nil, parser.PackageClauseOnly)
		if err != nil {
			return "", err
		}
		return strings.TrimSuffix(f.Name.Name, "_test"), nil
	}
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, filepath.Base(dir))
	if name = strings.TrimLeftFunc(name, unicode.IsDigit); name == "" || token.IsKeyword(name) {
		name = "reports"
	}
	return name, nil
}

// writeInitFiles writes the files for a package, none where one of them is there.
func writeInitFiles(out console, dir, name string) error {
	return eachInitFile(func(from string) error {
		if _, err := os.Lstat(filepath.Join(dir, initTarget(from))); err == nil {
			return fmt.Errorf("%s is there already: nothing was written", filepath.Join(dir, initTarget(from)))
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}, func(from string) error {
		text, err := initFiles.ReadFile(from)
		if err != nil {
			return err
		}
		path := filepath.Join(dir, initTarget(from))
		f, err := createOutput(path)
		if err != nil {
			return err
		}
		defer f.discard()
		if _, err := f.Write(bytes.ReplaceAll(text, []byte("PACKAGE"), []byte(name))); err != nil {
			return err
		}
		fmt.Fprintf(out, "wrote %s\n", path)
		return f.commit()
	})
}

// eachInitFile calls each function for every file, one function after the other.
func eachInitFile(calls ...func(from string) error) error {
	for _, call := range calls {
		err := fs.WalkDir(initFiles, "init", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			return call(path)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// initTarget returns where a file goes, from the package's directory.
func initTarget(from string) string {
	return filepath.FromSlash(strings.TrimSuffix(strings.TrimPrefix(from, "init/"), ".txt"))
}

// addAttributes adds the line for goldens to a .gitattributes that has none.
func addAttributes(out console, path string) error {
	text, err := readAttributes(path)
	if err != nil {
		return err
	}
	if bytes.Contains(text, []byte("*.golden")) {
		return nil
	}
	if len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
		text = append(text, '\n')
	}
	fmt.Fprintf(out, "wrote %s\n", fromHere(path))
	return os.WriteFile(path, append(text, attributesLine+"\n"...), 0o666)
}

// runInitTest runs the test, which records its golden where update is set.
func runInitTest(ctx context.Context, dir string, update bool) error {
	cmd := exec.CommandContext(ctx, "go", "test", "-count=1", "-run", "^TestRevenueByCountry$", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), fmt.Sprintf("GOLDIE_UPDATE=%t", update))
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("the files are written, but go test fails in %s: %w: %s", dir, err, text)
	}
	return nil
}

// packageArgument returns a directory as go commands take it.
func packageArgument(dir string) string {
	dir = filepath.ToSlash(filepath.Clean(dir))
	if filepath.IsAbs(dir) || strings.HasPrefix(dir, ".") {
		return dir
	}
	return "./" + dir
}
