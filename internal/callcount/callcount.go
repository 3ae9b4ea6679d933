// Package callcount counts the calls of a function in each running test.
package callcount

import (
	"sync"
	"testing"
)

// A Counter counts the calls in each test. Its zero value is ready to use, also by several goroutines.
type Counter struct {
	mu    sync.Mutex
	calls map[string]int // by test
}

// Next counts a call, and returns how many calls the test had made before.
func (c *Counter) Next(t testing.TB) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.calls == nil {
		c.calls = map[string]int{}
	}
	test := t.Name()
	n := c.calls[test]
	if n == 0 {
		t.Cleanup(func() { // with -count the test runs again
			c.mu.Lock()
			defer c.mu.Unlock()
			delete(c.calls, test)
		})
	}
	c.calls[test]++
	return n
}
