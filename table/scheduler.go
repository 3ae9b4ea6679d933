package table

import (
	"context"
	"sync"
)

// A scheduler runs cases before their subtests start, several at a time and in order. Parallel subtests would not do:
// package testing prints them in the order in which they end, and runs them after the test function, which then cannot
// check anything at the end.
type scheduler struct {
	ctx      context.Context
	runs     []*caseRun
	parallel int

	cancel   context.CancelFunc
	slots    chan struct{} // one for each case that runs or waits for its subtest
	wg       sync.WaitGroup
	mu       sync.Mutex
	next     int // the next case to start
	end      int // of the cases that may start
	outcomes []chan *caseOutcome
}

func newScheduler(ctx context.Context, runs []*caseRun, width int) *scheduler {
	s := &scheduler{runs: runs, parallel: width, outcomes: make([]chan *caseOutcome, len(runs))}
	s.ctx, s.cancel = context.WithCancel(ctx)
	for i := range s.outcomes {
		s.outcomes[i] = make(chan *caseOutcome, 1)
	}
	return s
}

// take returns the outcome of a case whose subtest has started, or nil if the case has to run in the subtest.
func (s *scheduler) take(i int) *caseOutcome {
	if s.parallel == 1 || s.runs[i].needsSubtest() {
		return nil
	}
	s.startFrom(i)
	return <-s.outcomes[i]
}

// startFrom starts case i and those that follow, up to the next one that needs its subtest.
func (s *scheduler) startFrom(i int) {
	if i < s.end {
		return
	}
	s.wg.Wait() // for the workers of earlier cases
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next, s.end = i, i+1
	for s.end < len(s.runs) && !s.runs[s.end].needsSubtest() {
		s.end++
	}
	workers := min(s.parallel, s.end-i)
	s.slots = make(chan struct{}, 2*workers)
	for range workers {
		s.wg.Add(1)
		go s.worker()
	}
}

// worker runs cases until all have started.
func (s *scheduler) worker() {
	defer s.wg.Done()
	for {
		select {
		case s.slots <- struct{}{}:
		case <-s.ctx.Done():
		}
		s.mu.Lock()
		i := s.next
		s.next++
		over := i >= s.end
		s.mu.Unlock()
		if over {
			return
		}
		s.outcomes[i] <- s.runs[i].run(s.ctx)
	}
}

// done says that the subtest of a case has ended, or did not run at all.
func (s *scheduler) done(i int) {
	if s.slots != nil && i < s.end {
		<-s.slots
	}
}

// stop cancels the cases that still run and waits for them.
func (s *scheduler) stop() {
	s.cancel()
	s.mu.Lock()
	s.next = len(s.runs)
	s.mu.Unlock()
	s.wg.Wait()
}
