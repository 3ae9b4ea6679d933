package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/internal/goldenfile"
)

// BenchmarkHelp has the peer of a Go program that prints one line.
func BenchmarkHelp(b *testing.B) {
	dir := b.TempDir()
	line := filepath.Join(dir, "line.go")
	const source = "package main\n\nimport \"os\"\n\nfunc main() { os.Stdout.WriteString(\"a line\\n\") }\n"
	if err := os.WriteFile(line, []byte(source), 0o666); err != nil {
		b.Fatal(err)
	}
	program := built(b, line)
	regen := built(b, ".")
	b.Run("regen --help", func(b *testing.B) {
		for b.Loop() {
			outputOf(b, dir, regen, "--help")
		}
	})
	b.Run("a program of one line", func(b *testing.B) {
		for b.Loop() {
			outputOf(b, dir, program)
		}
	})
}

// BenchmarkDiffBase has the peer of what cannot be less: git finds the goldens that differ, and both sides of each are
// read. The repository is as commits leave it, then as git gc packs it, which is when git is at its fastest.
func BenchmarkDiffBase(b *testing.B) {
	b.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	b.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	regen := built(b, ".")
	dir := b.TempDir()
	git := func(args ...string) []byte {
		return outputOf(
			b,
			dir,
			"git",
			append([]string{"-c", "user.name=ann", "-c", "user.email=ann@example.com"}, args...)...)
	}
	git("init", "--quiet")
	for _, change := range []int64{0, 1} {
		for i := range 2000 {
			if change > 0 && i%20 > 0 {
				continue
			}
			text, err := goldenfile.Encode(&goldenfile.File{Key: []string{"id"}, Table: sales(int64(i), change)})
			file := filepath.Join(dir, fmt.Sprintf("pkg%d/testdata/golden/TestSales/case%d.golden", i/100, i))
			if err == nil {
				err = os.MkdirAll(filepath.Dir(file), 0o777)
			}
			if err == nil {
				err = os.WriteFile(file, text, 0o666)
			}
			if err != nil {
				b.Fatal(err)
			}
		}
		git("add", ".")
		git("commit", "--quiet", "--message", "sales")
	}
	var files []string
	var objects bytes.Buffer
	for line := range strings.SplitSeq(strings.TrimSpace(string(git("diff-tree", "-r", "HEAD~", "HEAD"))), "\n") {
		meta, file, _ := strings.Cut(line, "\t") // :100644 100644 OLD NEW M
		files = append(files, filepath.Join(dir, file))
		fmt.Fprintln(&objects, strings.Fields(meta)[2])
	}
	if len(files) != 100 {
		b.Fatalf("%d goldens differ", len(files))
	}
	for _, state := range []string{"committed", "packed"} {
		if state == "packed" {
			git("gc", "--quiet")
		}
		b.Run(state+"/regen diff", func(b *testing.B) {
			for b.Loop() {
				if out := outputOf(b, dir, regen, "diff", "--base", "HEAD~"); bytes.Count(out, []byte("pkg")) < len(files) {
					b.Fatalf("%s", out)
				}
			}
		})
		b.Run(state+"/git diff and reading", func(b *testing.B) {
			for b.Loop() {
				git("diff", "--stat", "HEAD~")
				cat := exec.Command("git", "cat-file", "--batch", "--buffer")
				cat.Dir, cat.Stdin = dir, bytes.NewReader(objects.Bytes())
				if out, err := cat.Output(); err != nil || len(out) < 100*1000 {
					b.Fatal(len(out), err)
				}
				for _, file := range files {
					if _, err := os.ReadFile(file); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// sales are 80 rows in which two cells differ by change.
func sales(seed, change int64) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64},
		{Name: "region", Type: arrow.BinaryTypes.String},
		{Name: "orders", Type: arrow.PrimitiveTypes.Int64},
		{Name: "revenue", Type: arrow.PrimitiveTypes.Float64},
		{Name: "day", Type: arrow.FixedWidthTypes.Date32},
		{Name: "active", Type: arrow.FixedWidthTypes.Boolean},
	}, nil))
	defer b.Release()
	for row := range int64(80) {
		orders := (seed*7 + row*13) % 1000
		if row == 3 || row == 20 {
			orders += change
		}
		b.Field(0).(*array.Int64Builder).Append(row)
		b.Field(1).(*array.StringBuilder).Append([]string{"north", "south", "east"}[row%3])
		b.Field(2).(*array.Int64Builder).Append(orders)
		b.Field(3).(*array.Float64Builder).Append(float64(row*37%911) + float64(row)/8)
		b.Field(4).(*array.Date32Builder).Append(arrow.Date32(20000 + row))
		b.Field(5).(*array.BooleanBuilder).Append(row%3 == 0)
	}
	return b.NewRecord()
}

// built builds a program.
func built(b *testing.B, what string) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "program.exe")
	if out, err := exec.Command("go", "build", "-o", program, what).CombinedOutput(); err != nil {
		b.Fatalf("go build %s: %v\n%s", what, err, out)
	}
	return program
}

// outputOf runs a command, which may say that there is work to do.
func outputOf(b *testing.B, dir, name string, args ...string) []byte {
	b.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil && cmd.ProcessState.ExitCode() != exitcode.Pending {
		b.Fatalf("%s %v: %v", name, args, err)
	}
	return out
}
