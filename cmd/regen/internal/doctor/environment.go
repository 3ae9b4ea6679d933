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

// environmentFindings finds environment variables and go flags that change what tests write.
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
			found = append(found, finding{
				fmt.Sprintf("%s=%q: want true or false", name, value),
				"unset it, or set it to 0 or 1",
			})
		case on && name == "GOLDIE_UPDATE":
			found = append(found, finding{
				name + "=" + value + ": every go test writes goldens",
				"unset it, or set it for one command: " + name + "=1 go test ./...",
			})
		case on:
			found = append(found, finding{
				name + "=" + value + ": tests write goldens even in CI",
				"unset it: record goldens where a person looks at them",
			})
		}
	}
	if setting := ci.Setting(); setting != "" {
		name, _, _ := strings.Cut(setting, "=")
		found = append(found, finding{
			setting + ": no command writes a golden",
			"unset " + name + " if people work on this machine",
		})
	}
	if dir := os.Getenv("ASSAY_DIR"); dir != "" {
		if info, err := os.Stat(dir); filepath.IsAbs(dir) && err == nil && !info.IsDir() {
			found = append(found, finding{fmt.Sprintf("ASSAY_DIR=%s: not a directory", dir), "unset it, or name a directory"})
		}
	}
	flags, err := exec.Command("go", "env", "GOFLAGS").Output()
	if err == nil && strings.Contains(" "+strings.TrimSpace(string(flags))+" ", " -trimpath ") {
		found = append(found, finding{
			"GOFLAGS has -trimpath: Assay still finds its goldens, but tests that find files through runtime.Caller fail",
			"use -trimpath only for release builds: go env -w GOFLAGS=",
		})
	}
	return found
}
