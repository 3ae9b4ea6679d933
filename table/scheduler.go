package table

import (
	"context"
	"sync"
)

// A scheduler runs cases before their subtests start, several at a time and in order, with first runs one at a time.
// Parallel subtests would not do: package testing prints them in the order in which they end, and runs them after the
// test function, which then cannot check anything at the end.
type scheduler struct {
	ctx      context.Context
	cancel   context.CancelFunc
	runs     []*caseRun
	parallel int

	outcomes []chan *caseOutcome
	end      int           // of the cases that have been started
	slots    chan struct{} // has one element for each of these cases that runs or waits for its subtest
	wg       sync.WaitGroup
	stopped  chan struct{}
}

func newScheduler(ctx context.Context, runs []*caseRun, parallel int) *scheduler {
	s := &scheduler{runs: runs, parallel: parallel, stopped: make(chan struct{})}
	s.ctx, s.cancel = context.WithCancel(ctx)
	for range runs {
		s.outcomes = append(s.outcomes, make(chan *caseOutcome, 1))
	}
	return s
}

// take returns the outcome of a case whose subtest has started, or nil if the case has to run in the subtest.
func (s *scheduler) take(i int) *caseOutcome {
	if s.parallel == 1 || s.runs[i].needsSubtest() {
		return nil
	}
	if i >= s.end {
		s.startFrom(i)
	}
	return <-s.outcomes[i]
}

// startFrom starts case i and those that follow, up to the next one that needs its subtest.
func (s *scheduler) startFrom(i int) {
	s.wg.Wait() // for earlier cases
	s.end = i + 1
	for s.end < len(s.runs) && !s.runs[s.end].needsSubtest() {
		s.end++
	}
	for k := i + 1; k < s.end && s.runs[k].fresh != nil; k++ {
		ended := make(chan struct{})
		s.runs[k-1].turn.ended, s.runs[k].turn.before = ended, ended
	}
	workers := min(s.parallel, s.end-i)
	s.slots = make(chan struct{}, 2*workers)
	queue := make(chan int)
	s.wg.Go(func() { s.fill(queue, s.slots, i, s.end) })
	for range workers {
		s.wg.Go(func() {
			for i := range queue {
				s.outcomes[i] <- s.runs[i].run(s.ctx)
			}
		})
	}
}

// fill sends cases to a queue as slots become free.
func (s *scheduler) fill(queue chan<- int, slots chan<- struct{}, from, to int) {
	defer close(queue)
	for i := from; i < to; i++ {
		select {
		case slots <- struct{}{}:
		case <-s.ctx.Done(): // the deadline has passed: the cases that are left fail at once
		}
		select {
		case queue <- i:
		case <-s.stopped:
			return
		}
	}
}

// done records that the subtest of a case has ended, or did not run at all.
func (s *scheduler) done(i int) {
	if i >= s.end {
		return
	}
	select {
	case <-s.slots:
	case <-s.ctx.Done():
	}
}

// stop cancels the cases that still run and waits for them.
func (s *scheduler) stop() {
	close(s.stopped)
	s.cancel()
	s.wg.Wait()
}
