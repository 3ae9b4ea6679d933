package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestNoPackageOfOursIsSlowToInitialize bounds the memory that each package of this module takes before main, of every
// command and of every test that links it. Expressions compiled there take most: package lazyregexp compiles them at
// their first use. The time is what "just init-time" prints.
func TestNoPackageOfOursIsSlowToInitialize(t *testing.T) {
	const most = 24 << 10 // bytes; the functions of gen/internal/fake take 18 KiB
	start := exec.Command(os.Args[0], "-test.run=^$")
	start.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	trace, err := start.CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	packages := 0
	for line := range strings.Lines(string(trace)) {
		var name, at, clock string
		var bytes int
		_, err := fmt.Sscanf(line, "init %s @%s ms, %s ms clock, %d bytes", &name, &at, &clock, &bytes)
		if err != nil || !strings.HasPrefix(name, "github.com/assay-go/assay/") {
			continue
		}
		packages++
		if bytes > most {
			t.Errorf("package %s takes %d bytes before main, at most %d may be: make it at the first use", name, bytes, most)
		}
	}
	if packages < 10 {
		t.Errorf("the trace names %d packages of this module, want at least 10:\n%.1000s", packages, trace)
	}
}
