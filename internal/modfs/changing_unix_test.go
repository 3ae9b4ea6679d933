//go:build unix

package modfs

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestAFileThatChangesWhileItIsReadIsReadOrRefused replaces a file again and again, by a link out of the root, a named
// pipe, a directory, and files of other sizes. No read waits, or returns what is outside.
func TestAFileThatChangesWhileItIsReadIsReadOrRefused(t *testing.T) {
	dir, secret := t.TempDir(), filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	name := filepath.Join(dir, "a.golden")
	write := func(n int) func() error {
		return func() error { return os.WriteFile(name, bytes.Repeat([]byte("x"), n), 0o644) }
	}
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			for _, place := range []func() error{
				write(10), write(100_000), write(0), func() error { return os.Symlink(secret, name) },
				func() error { return syscall.Mkfifo(name, 0o644) }, func() error { return os.Mkdir(name, 0o755) },
			} {
				_ = place()
				_ = os.Remove(name)
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	for range 50_000 {
		data, err := ReadFile(root, "a.golden", 1000)
		if err == nil && len(bytes.Trim(data, "x")) > 0 || len(data) > 1000 {
			t.Fatalf("it reads %q", data)
		}
	}
	close(stop)
	<-done
}
