package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/workspace"
)

const parquetPath = "github.com/assay-go/assay/fixtures/parquet"

// unlinkedParquet finds packages with Parquet files in testdata whose test binaries cannot read them.
func unlinkedParquet(packages []*listedPackage) (found []finding, err error) {
	for _, binary := range packages {
		dir, isTest := testDir(packages, binary)
		if !isTest || slices.Contains(binary.Deps, parquetPath) || !slices.Contains(binary.Deps, goldiePath) {
			continue
		}
		file, err := firstParquet(filepath.Join(dir, "testdata"))
		if err != nil {
			return nil, err
		}
		if file != "" {
			found = append(found, finding{
				fmt.Sprintf("%s: the tests of this package cannot read Parquet", workspace.Rel(file)),
				fmt.Sprintf("add import _ %q to a test file of the package", parquetPath),
			})
		}
	}
	return found, nil
}

// testDir returns the directory of the package that a test binary tests.
func testDir(packages []*listedPackage, binary *listedPackage) (string, bool) {
	under, isTest := strings.CutSuffix(binary.ImportPath, ".test")
	if !isTest {
		return "", false
	}
	i := slices.IndexFunc(packages, func(p *listedPackage) bool { return p.ImportPath == under })
	if i < 0 {
		return "", false
	}
	return packages[i].Dir, true
}

// firstParquet returns the first Parquet file below a directory, or "".
func firstParquet(dir string) (string, error) {
	first := ""
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return fs.SkipAll
		case err != nil:
			return err
		case strings.EqualFold(filepath.Ext(path), ".parquet") && d.Type().IsRegular():
			first = path
			return fs.SkipAll
		}
		return nil
	})
	return first, err
}
