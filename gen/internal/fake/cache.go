package fake

import (
	"sync"
	"time"
)

// shared keeps the samplers of functions without parameters that this process has compiled. Their word lists are large,
// and the same for every column.
var shared cache

// A cache keeps compiled functions without parameters.
type cache struct {
	mu   sync.Mutex
	made map[cacheKey]*Sampler
}

type cacheKey struct {
	key string
	now time.Time
}

// mostShared is the maximum number of samplers kept: all functions at a few times.
const mostShared = 1000

// get returns the sampler of a function for a present.
func (c *cache) get(f *Func, now time.Time, compile func() (*Sampler, error)) (*Sampler, error) {
	k := cacheKey{f.key, now}
	c.mu.Lock()
	s := c.made[k]
	c.mu.Unlock()
	if s != nil {
		return s, nil
	}
	s, err := compile() // without the lock, because compile may call get; duplicates do no harm
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made == nil || len(c.made) >= mostShared {
		c.made = map[cacheKey]*Sampler{}
	}
	c.made[k] = s
	return s, nil
}
