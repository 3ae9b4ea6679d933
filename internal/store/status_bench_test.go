package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/internal/arrowtest"
	"github.com/assay-go/assay/internal/goldenfile"
)

func BenchmarkStatus(b *testing.B) {
	root := b.TempDir()
	text, err := goldenfile.Encode(&goldenfile.File{Table: arrowtest.Wide(100, nil, false)})
	if err != nil {
		b.Fatal(err)
	}
	write := func(name string, text []byte) {
		file := filepath.Join(root, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o777), os.WriteFile(file, text, 0o666)); err != nil {
			b.Fatal(err)
		}
	}
	s, err := OpenStore(root)
	if err != nil {
		b.Fatal(err)
	}
	const packages, goldens = 50, 40
	for p := range packages {
		pkg := fmt.Sprintf("pkg%d", p)
		write(pkg+"/report_test.go", []byte("package report\n\nfunc TestReport(t *testing.T) {}\n"))
		names := make([]string, goldens)
		for g := range goldens {
			names[g] = fmt.Sprintf("case%d", g)
			write(fmt.Sprintf("%s/testdata/golden/TestReport/case%d.golden", pkg, g), text)
		}
		if err := newTestPackage(s, pkg, filepath.Join(root, pkg)).Declare("TestReport", names, nil, false); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("assay", func(b *testing.B) {
		for b.Loop() {
			if st, err := s.Status(); err != nil || len(st.Obsolete)+len(st.Missing)+len(st.Edited) > 0 {
				b.Fatalf("%+v, %v", st, err)
			}
		}
	})
	b.Run("reading the goldens", func(b *testing.B) {
		for b.Loop() {
			for p := range packages {
				for g := range goldens {
					file := fmt.Sprintf("%s/pkg%d/testdata/golden/TestReport/case%d.golden", root, p, g)
					if _, err := os.ReadFile(file); err != nil {
						b.Fatal(err)
					}
				}
			}
		}
	})
}
