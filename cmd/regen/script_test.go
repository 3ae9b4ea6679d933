package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/assay-go/assay/cmd/regen/internal/workspace"
)

// The scripts run the command as a user does; regen and go test are processes of their own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"regen": main})
}

// TestScripts runs the scripts in testdata/script, which are a manual of the command, too. Besides the commands of
// testscript they have
//
//	module PATH              write the go.mod of a module that requires this Assay
//	pending NAME FILE [WHY]  leave FILE as the pending result of package/Test/case, as a test that fails does
//	exits STATUS COMMAND…    run a command and want this exit status
//	recipe FILE SCRIPT       make a shell script of the steps of a recipe in docs/ci
func TestScripts(t *testing.T) {
	repository, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	linked := linkOnce(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               func(env *testscript.Env) error { return environment(env, linked) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"module":  func(ts *testscript.TestScript, _ bool, args []string) { writeModule(ts, repository, args) },
			"pending": leavePending,
			"exits":   exits,
			"recipe":  func(ts *testscript.TestScript, _ bool, args []string) { writeRecipe(ts, repository, args) },
		},
	})
}

// linkOnce returns flags for the go command that link each test binary once, which halves the time of the scripts. The
// build ID that the linker gets is a hash of all that goes into the binary.
func linkOnce(t *testing.T) (flags string) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		return ""
	}
	tool := filepath.Join(t.TempDir(), "tool")
	if err := os.WriteFile(tool, []byte(linkOnceScript), 0o666); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(" '-toolexec=%s %s'", shell, tool)
}

// linkOnceScript runs a tool of the go command, or copies what the linker made of the same input before.
const linkOnceScript = `
kept= last= out=
for arg; do
	case $arg in -buildid=*) kept=$(dirname "$0")/$(echo "$arg" | tr / +) ;; esac
	case $last in -o) out=$arg ;; esac
	last=$arg
done
case $1 in */link) ;; *) kept= ;; esac
if [ -z "$kept" ]; then exec "$@"; fi
if [ -f "$kept" ]; then ln "$kept" "$out" 2>/dev/null || cp "$kept" "$out"; exit; fi
"$@" && cp "$out" "$kept.$$" && mv "$kept.$$" "$kept"
`

// environment makes the go command use the host's caches, no network and no vet, which takes longer than these tests,
// and git nobody's settings.
func environment(env *testscript.Env, flags string) error {
	out, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		return err
	}
	caches := strings.Split(strings.TrimSpace(string(out)), "\n")
	env.Vars = append(
		env.Vars,
		"GOCACHE="+strings.TrimSpace(caches[0]),
		"GOMODCACHE="+strings.TrimSpace(caches[1]),
		"GOPROXY=off",
		"GOFLAGS=-mod=mod -buildvcs=false -vet=off"+flags,
		"GOTOOLCHAIN=local",
		"GOWORK=",
		"CI=",
		"NO_COLOR=",
		"ASSAY_DIR=",
		"GIT_CONFIG_NOSYSTEM=1",
		"GIT_CONFIG_GLOBAL="+os.DevNull,
		"GIT_CEILING_DIRECTORIES="+filepath.Dir(env.WorkDir),
		"GIT_AUTHOR_NAME=ann",
		"GIT_AUTHOR_EMAIL=ann@example.com",
		"GIT_COMMITTER_NAME=ann",
		"GIT_COMMITTER_EMAIL=ann@example.com",
	)
	return nil
}

// writeModule writes a go.mod that requires what this module does, so that no network is needed, and this module.
func writeModule(ts *testscript.TestScript, repository string, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: module PATH")
	}
	text, err := os.ReadFile(filepath.Join(repository, "go.mod"))
	ts.Check(err)
	_, requirements, _ := strings.Cut(string(text), "\n")
	mod := fmt.Sprintf(
		"module %s\n%s\nrequire %s v0.0.0\nreplace %[3]s => %s\n",
		args[0],
		requirements,
		workspace.AssayPath,
		repository,
	)
	ts.Check(os.WriteFile(ts.MkAbs("go.mod"), []byte(mod), 0o666))
	sum, err := os.ReadFile(filepath.Join(repository, "go.sum"))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("go.sum"), sum, 0o666))
}

// leavePending leaves a pending result as the store keeps it.
func leavePending(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 && len(args) != 3 {
		ts.Fatalf("usage: pending package/Test/case FILE [WHY]")
	}
	hash := func(text string) string {
		sum := sha256.Sum256([]byte(text))
		return hex.EncodeToString(sum[:])
	}
	pkg, test, _ := strings.Cut("/"+args[0], "/Test")
	test, name, _ := strings.Cut("Test"+test, "/")
	pkg = path.Clean(strings.TrimPrefix(pkg, "/"))
	golden := path.Join(pkg, "testdata/golden", test, name+".golden")
	record := map[string]string{
		"package": pkg, "test": test, "case": name, "golden": golden, "reason": "the result differs",
		"result": hash(ts.ReadFile(args[1])), "rerun": fmt.Sprintf("go test ./%s -run '^%s$/^%s$'", pkg, test, name),
	}
	if len(args) == 3 {
		record["reason"] = args[2]
	}
	if old, err := os.ReadFile(ts.MkAbs(golden)); err == nil {
		record["base"] = hash(string(old))
	}
	text, err := json.Marshal(record)
	ts.Check(err)
	at := ts.MkAbs(filepath.Join(".assay", "pending", args[0]))
	ts.Check(os.MkdirAll(filepath.Dir(at), 0o777))
	ts.Check(os.WriteFile(at+".golden", []byte(ts.ReadFile(args[1])), 0o666))
	ts.Check(os.WriteFile(at+".json", text, 0o666))
}

// exits runs a command that has to end with an exit status.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND…")
	}
	err := ts.Exec(args[1], args[2:]...)
	status := "0"
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		status = fmt.Sprint(exit.ExitCode())
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if status != args[0] {
		ts.Fatalf("exit status %s, want %s", status, args[0])
	}
}
