package reexec

import (
	"flag"
	"slices"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

// The flags of the test below, which may run twice.
var (
	_ = flag.String("own.value", "", "")
	_ = flag.Bool("own.switch", false, "")
)

func TestATestKeepsItsOwnFlags(t *testing.T) {
	args := []string{
		"-test.v=true", "-test.run", "TestA", "-own.value", "x", "--own.switch", "-update", "-own.value=y", "rest", "-z",
	}
	kept, rest := keptFlags(args)
	if want := []string{"-own.value", "x", "--own.switch", "-own.value=y"}; !slices.Equal(kept, want) {
		t.Errorf("kept %q, want %q", kept, want)
	}
	if want := []string{"rest", "-z"}; !slices.Equal(rest, want) {
		t.Errorf("the rest is %q, want %q", rest, want)
	}
}
