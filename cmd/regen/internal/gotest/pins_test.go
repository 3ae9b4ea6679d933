package gotest

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/internal/pinfinding"
)

func TestTheReportOfPinsHasNoInvisibleCharacters(t *testing.T) {
	const name = "a\u202eb\u009bc\x1b"
	file := filepath.Join(t.TempDir(), "pins.json")
	report := pinReport{Findings: []pinfinding.Finding{{Pin: name, Tried: []string{name}}}}
	if err := (PinOptions{File: file}).WritePins(console.New(io.Discard), report); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(string(text), "\u202e\u009b\x1b") {
		t.Errorf("%q", text)
	}
	var back pinReport
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if f := back.Findings[0]; f.Pin != name || f.Tried[0] != name {
		t.Errorf("%q", text)
	}
}
