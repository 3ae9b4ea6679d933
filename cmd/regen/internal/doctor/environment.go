package doctor

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/assay-go/assay/internal/ci"
)

// environmentFindings finds variables that change what tests write, here or where they are copied to.
func environmentFindings() []finding {
	var found []finding
	for _, name := range []string{"GOLDIE_UPDATE", "ASSAY_UPDATE_IN_CI"} {
		value := os.Getenv(name)
		if value == "" {
			continue
		}
		on, err := strconv.ParseBool(value)
		switch {
		case err != nil:
			found = append(found, finding{fmt.Sprintf("%s=%q is neither true nor false", name, value), "unset it, or set it to 0 or 1"})
		case on && name == "GOLDIE_UPDATE":
			found = append(found, finding{name + "=" + value + ": every go test records its results as goldens", "unset it, and set it for one command: " + name + "=1 go test ./..."})
		case on:
			found = append(found, finding{name + "=" + value + ": tests may write goldens where CI is set", "unset it: goldens are recorded where a person looks at them"})
		}
	}
	if setting := ci.Setting(); setting != "" {
		name, _, _ := strings.Cut(setting, "=")
		found = append(found, finding{setting + ": no command writes a golden", "unset " + name + " if this is a machine where people work"})
	}
	if dir := os.Getenv("ASSAY_DIR"); dir != "" {
		if info, err := os.Stat(dir); filepath.IsAbs(dir) && err == nil && !info.IsDir() {
			found = append(found, finding{fmt.Sprintf("ASSAY_DIR=%s is no directory", dir), "unset it, or name a directory"})
		}
	}
	flags, err := exec.Command("go", "env", "GOFLAGS").Output()
	if err == nil && strings.Contains(" "+strings.TrimSpace(string(flags))+" ", " -trimpath ") {
		found = append(found, finding{
			"GOFLAGS has -trimpath: Assay finds its goldens all the same, but other tests that find files through runtime.Caller do not",
			"leave -trimpath to release builds: go env -w GOFLAGS=",
		})
	}
	return found
}
