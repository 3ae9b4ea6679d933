package cmdtest

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

// programVariable tells a process of this test binary that it is a program under test, and which.
const programVariable = "CMDTEST_PROGRAM"

func TestMain(m *testing.M) {
	name, ok := os.LookupEnv(programVariable)
	if !ok {
		os.Exit(m.Run())
	}
	if err := programs[name](); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	os.Exit(0)
}

// selfAs returns this test binary as a program.
func selfAs(t testing.TB, name string) Program {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Program{Args: []string{self}, Env: []string{programVariable + "=" + name}}
}

var programs = map[string]func() error{
	"revenue": func() error { return revenue("orders.arrow", "result.arrow") },
	"revenue of standard input to standard output": func() error { return revenue("", "") },
	"two tables": func() error {
		return errors.Join(revenue("orders.arrow", "revenue.arrow"), numbers("countries.arrow", 2))
	},
	"columns": func() error { // a table with the name of each column of each input
		files, err := filepath.Glob(filepath.Join(os.Getenv("ASSAY_INPUT"), "*.arrow"))
		if err != nil {
			return err
		}
		b := array.NewStringBuilder(memory.DefaultAllocator)
		for _, f := range files {
			rec, err := readStream(f)
			if err != nil {
				return err
			}
			for _, field := range rec.Schema().Fields() {
				b.Append(strings.TrimSuffix(filepath.Base(f), ".arrow") + "." + field.Name)
			}
		}
		return writeColumn("result.arrow", "column", b.NewArray())
	},
	"clock": func() error {
		b := array.NewStringBuilder(memory.DefaultAllocator)
		b.Append(os.Getenv("REPORT_NOW"))
		return writeColumn("result.arrow", "now", b.NewArray())
	},
	"failing":           func() error { return errors.New("Traceback:\r\n  \x1b[31mno column 'amount'") },
	"failing at length": func() error { return errors.New(strings.Repeat("a long line\n", 3000) + "the reason") },
	"silent":            func() error { return nil },
	"text":              func() error { fmt.Println("Loading 3 rows …\nDone"); return nil },
	"link":              func() error { return os.Symlink("/dev/zero", outputPath("result.arrow")) },
	"directory":         func() error { return os.Mkdir(outputPath("result.arrow"), 0o700) },
	"endless":           func() error { _, err := io.Copy(os.Stdout, zeros{}); return err },
	"sparse": func() error { // a terabyte of nothing
		file := outputPath("result.arrow")
		return errors.Join(os.WriteFile(file, nil, 0o600), os.Truncate(file, 1<<40))
	},
	"half a stream":      halfStream,
	"waiting":            func() error { return dial(os.Args[len(os.Args)-1]) },
	"waiting with child": func() error { return errors.Join(startChild(), dial(os.Args[1])) },
	"leaving a child": func() error {
		return errors.Join(startChild(), dial(os.Args[1]), numbers("result.arrow", 1))
	},
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func outputPath(name string) string { return filepath.Join(os.Getenv("ASSAY_OUTPUT"), name) }

// dial connects to the test, and waits until the test hangs up.
func dial(address string) error {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, c)
	return err
}

// startChild starts a program that waits, and that holds the output of this one.
func startChild() error {
	cmd := exec.Command(os.Args[0], os.Args[1:]...)
	cmd.Env = append(os.Environ(), programVariable+"=waiting")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Start()
}

// readStream reads an input that is one record, from standard input if the path is "".
func readStream(path string) (arrow.Record, error) {
	in := os.Stdin
	if path != "" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	r, err := ipc.NewReader(in)
	if err != nil {
		return nil, err
	}
	rec, err := r.Read()
	if err == nil {
		rec.Retain()
	}
	return rec, err
}

// writeColumn writes a table of one column, to standard output if name is "".
func writeColumn(name, column string, cells arrow.Array) error {
	field := arrow.Field{Name: column, Type: cells.DataType(), Nullable: true}
	schema := arrow.NewSchema([]arrow.Field{field}, nil)
	return writeRecord(name, array.NewRecord(schema, []arrow.Array{cells}, int64(cells.Len())))
}

func writeRecord(name string, rec arrow.Record) error {
	out := os.Stdout
	if name != "" {
		f, err := os.Create(outputPath(name))
		if err != nil {
			return err
		}
		defer f.Close()
		out = f
	}
	w := ipc.NewWriter(out, ipc.WithSchema(rec.Schema()))
	return errors.Join(w.Write(rec), w.Close())
}

// numbers writes a table of the numbers below n.
func numbers(name string, n int64) error {
	b := array.NewInt64Builder(memory.DefaultAllocator)
	for i := range n {
		b.Append(i)
	}
	return writeColumn(name, "n", b.NewArray())
}

// revenue adds up the amounts of each country.
func revenue(in, out string) error {
	if in != "" {
		in = filepath.Join(os.Getenv("ASSAY_INPUT"), in)
	}
	rec, err := readStream(in)
	if err != nil {
		return err
	}
	column := func(name string) arrow.Array { return rec.Column(rec.Schema().FieldIndices(name)[0]) }
	country, amount := column("country").(*array.String), column("amount").(*array.Decimal128)
	sums := map[string]uint64{}
	for i := range country.Len() {
		sums[country.Value(i)] += amount.Value(i).LowBits()
	}
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "country", Type: arrow.BinaryTypes.String}, {Name: "cents", Type: arrow.PrimitiveTypes.Uint64},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for _, c := range []string{"DE", "FR"} {
		b.Field(0).(*array.StringBuilder).Append(c)
		b.Field(1).(*array.Uint64Builder).Append(sums[c])
	}
	return writeRecord(out, b.NewRecord())
}

// halfStream writes a result without its last 100 bytes.
func halfStream() error {
	if err := numbers("result.arrow", 100); err != nil {
		return err
	}
	info, err := os.Stat(outputPath("result.arrow"))
	if err != nil {
		return err
	}
	return os.Truncate(outputPath("result.arrow"), info.Size()-100)
}
