package table_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/fixtures/fakeredis"
	"github.com/assay-go/assay/internal/serve"
	"github.com/assay-go/assay/table"
)

var servedFlag = flag.Int("served", 1000, "the `inputs` of the tests that measure a serving binary")

// tenColumns is a fixture of 2 x 100 rows x 10 columns, of which a case pins some.
func tenColumns() string {
	var b strings.Builder
	b.WriteString("version: 1\ndatasets:\n")
	for _, name := range []string{"ones", "twos"} {
		fmt.Fprintf(&b, "  %s:\n    rows: 100\n    columns:\n", name)
		for c, generator := range []string{
			"{seq: 1}", "{int: [1, 100]}", "{float: [0, 1]}", "{oneof: [a, b, c]}", "{fake: email}",
			"{bool: 0.5}", `{type: "decimal(12, 2)", float: [1, 99]}`, "{between: [2026-01-01, 2026-12-31]}",
			"{int: [1, 9], null: 0.1}", "{cycle: [x, y]}",
		} {
			fmt.Fprintf(&b, "      c%d: %s\n", c, generator)
		}
	}
	return b.String()
}

type tenRow struct {
	C0, C1 int
	C2     float64
	C3, C4 string
	C5     bool
	C6     string `assay:"c6,decimal(12, 2)"`
	C7     time.Time
	C8     *int
	C9     string
}

// TestAServingBinaryIsFastAndKeepsNothing measures the inputs in a second of two processes that take turns, as two
// revisions do, and the memory after a tenth of the inputs and after all.
func TestAServingBinaryIsFastAndKeepsNothing(t *testing.T) {
	seam := func(n int) int { return n }
	p := newProgram(t, tenColumns(), func(t *testing.T, _ string) {
		fx := fixtures.Load(t, "shop.yaml")
		sum := func(_ context.Context, in struct{ Ones, Twos []tenRow }) ([]tenRow, error) {
			for i := range in.Ones {
				in.Ones[i].C1 += seam(in.Twos[i].C1)
			}
			return in.Ones, nil
		}
		table.Run(t, fx, table.InputsContext(sum),
			table.Case{Name: "plain", Pin: table.Pin{"ones.c1": 5, "twos[0:50].c3": "a"}},
			table.Case{Name: "with Setup", Setup: func(t *testing.T) {
				fakeredis.Start(t).Seed(map[string]any{"key": "value"})
				table.Swap(t, &seam, func(n int) int { return 2 * n })
			}},
		)
	})
	if p == nil {
		return
	}
	for i, name := range []string{"plain", "with Setup"} {
		old, now := p.ask(), p.ask()
		var opened serve.Opened
		if err := now.Send(serve.Request{Open: &serve.Open{Case: i}}); err != nil {
			t.Fatal(err)
		}
		if err := now.Receive(&opened); err != nil {
			t.Fatal(err)
		}
		early, started, before := 0, time.Now(), cpuSeconds(old.pid)+cpuSeconds(now.pid)
		for n := range *servedFlag {
			q := serve.Run{Case: i, N: uint64(n), Hash: opened.Columns}
			if a, b := old.run(q), now.run(q); a.Kind != serve.Result || a.Outcome != b.Outcome || a.Input != b.Input {
				t.Fatalf("%s: input %d ends with %s %s and %s", name, n, a.Kind, a.Text, b.Kind)
			}
			if n == *servedFlag/10 {
				early = residentKiB(now.pid)
			}
		}
		inputs, late := float64(*servedFlag), residentKiB(now.pid)
		t.Logf("%s: %.0f inputs/s of both in turn, %.0f by their CPU time; "+
			"%d KiB after a tenth of %d inputs, %d KiB after all",
			name, inputs/time.Since(started).Seconds(), inputs/(cpuSeconds(old.pid)+cpuSeconds(now.pid)-before),
			early, *servedFlag, late)
		const slack = 32 << 10
		if late > early+early/2+slack {
			t.Errorf("%s: the memory grows from %d to %d KiB", name, early, late)
		}
	}
}

// residentKiB returns the resident memory of a process, or 0 where the system does not say.
func residentKiB(pid int) int {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)) // Linux only
	_, rest, _ := bytes.Cut(status, []byte("VmRSS:"))
	fields := bytes.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(string(fields[0]))
	return n
}

// cpuSeconds returns the CPU time of a process, or 0 where the system does not say.
func cpuSeconds(pid int) (seconds float64) {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)) // Linux only
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	const user, system, ticks = 11, 12, 100 // in a second
	if len(fields) <= system {
		return 0
	}
	for _, field := range []int{user, system} {
		n, _ := strconv.Atoi(string(fields[field]))
		seconds += float64(n) / ticks
	}
	return seconds
}
