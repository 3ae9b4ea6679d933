package table

import (
	"sync"
	"time"
)

// A turn makes the first runs of cases follow each other in order, as transforms that keep state depend on it. A fresh
// process, in which the order is another one, finds these.
type turn struct {
	before <-chan struct{} // closed when the case before has had its turn; nil for the first
	ended  chan struct{}   // closed when this case has had it; nil for the last
	once   sync.Once
}

// wait waits for the turn, but no longer than a second: a transform may be slow, or wait for that of another case.
func (t *turn) wait() {
	if t.before == nil {
		return
	}
	select {
	case <-t.before:
	case <-time.After(time.Second):
	}
}

func (t *turn) end() {
	t.once.Do(func() {
		if t.ended != nil {
			close(t.ended)
		}
	})
}
