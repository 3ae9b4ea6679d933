// Package scaffold writes the first fixture, test and golden of a package from the templates in files/.
package scaffold

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

	"golang.org/x/mod/modfile"
	gomod "golang.org/x/mod/module"

	"github.com/assay-go/assay/cmd/regen/internal/approval"
	"github.com/assay-go/assay/cmd/regen/internal/atomicfile"
	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/git"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/modfs"
)

//go:embed files
var files embed.FS

// Init writes the files into the package in dir and runs the test, once to record its golden and once to check it.
func Init(ctx context.Context, out console.Console, dir string) error {
	if err := approval.CheckUpdate(); err != nil {
		return err
	}
	name, err := CheckPackage(dir)
	if err != nil {
		return err
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	top, _ := modfs.DirWith(abs, "go.mod")
	if err := writeFiles(out, dir, name); err != nil {
		return err
	}
	if err := git.AddAttributes(out, filepath.Join(top, ".gitattributes")); err != nil {
		return err
	}
	for _, update := range []bool{true, false} {
		if err := runTest(ctx, abs, update); err != nil {
			return err
		}
	}
	recorded := filepath.Join(dir, "revenue_test.go")
	fmt.Fprintf(out, "wrote the first golden into %s, and the test passes\nnext: read them, then go test %s\n", recorded,
		PackageArgument(dir))
	return nil
}

// CheckPackage returns the name of the package in a directory, which need not exist. It returns an error unless the
// directory is in a module that requires Assay.
func CheckPackage(dir string) (name string, err error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	top, ok := modfs.DirWith(abs, "go.mod")
	if !ok {
		return "", fmt.Errorf("%s: no go.mod here or above: run go mod init first", dir)
	}
	if err := requiresAssay(filepath.Join(top, "go.mod")); err != nil {
		return "", err
	}
	if rel, err := filepath.Rel(top, abs); err != nil || rel != "." &&
		gomod.CheckImportPath("m/"+filepath.ToSlash(rel)) != nil {
		return "", fmt.Errorf("%s: the directory cannot hold a package: "+
			"use only letters, digits and - . _ ~ in its name", dir)
	}
	return packageName(abs)
}

// requiresAssay returns an error unless a module is Assay or requires it.
func requiresAssay(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	f, err := modfile.ParseLax(path, text, nil)
	if err != nil {
		return err
	}
	if f.Module != nil && f.Module.Mod.Path == workspace.AssayPath ||
		slices.ContainsFunc(f.Require, func(r *modfile.Require) bool { return r.Mod.Path == workspace.AssayPath }) {
		return nil
	}
	return fmt.Errorf("%s: the module does not require Assay: run go get %s", workspace.Rel(path), workspace.AssayPath)
}

// packageName returns the name of the package in a directory. If the directory has no Go files, it makes one of its
// name.
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

// writeFiles writes the files for a package, or none of them if one exists.
func writeFiles(out console.Console, dir, name string) error {
	return eachFile(func(from string) error {
		if _, err := os.Lstat(filepath.Join(dir, target(from))); err == nil {
			return fmt.Errorf("%s already exists: nothing was written", filepath.Join(dir, target(from)))
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}, func(from string) error {
		text, err := files.ReadFile(from)
		if err != nil {
			return err
		}
		path := filepath.Join(dir, target(from))
		f, err := atomicfile.Create(path)
		if err != nil {
			return err
		}
		defer f.Discard()
		if _, err := f.Write(bytes.ReplaceAll(text, []byte("PACKAGE"), []byte(name))); err != nil {
			return err
		}
		fmt.Fprintf(out, "wrote %s\n", path)
		return f.Commit()
	})
}

// eachFile calls the functions one after the other, each with every file.
func eachFile(calls ...func(from string) error) error {
	for _, call := range calls {
		err := fs.WalkDir(files, "files", func(path string, d fs.DirEntry, err error) error {
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

// target returns where a file goes, relative to the package's directory.
func target(from string) string {
	return filepath.FromSlash(strings.TrimSuffix(strings.TrimPrefix(from, "files/"), ".txt"))
}

// runTest runs the test, which records its golden if update is set.
func runTest(ctx context.Context, dir string, update bool) error {
	cmd := exec.CommandContext(ctx, "go", "test", "-count=1", "-run", "^TestRevenueByCountry$", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), fmt.Sprintf("GOLDIE_UPDATE=%t", update))
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("wrote the files, but go test fails in %s: %w: %s", dir, err, text)
	}
	return nil
}

// PackageArgument returns a directory as the go command takes it.
func PackageArgument(dir string) string {
	dir = filepath.ToSlash(filepath.Clean(dir))
	if filepath.IsAbs(dir) || strings.HasPrefix(dir, ".") {
		return dir
	}
	return "./" + dir
}
