package table

import (
	"context"
	"sync"
)

// A lookahead runs cases before their subtests are there, several at a time and in order. Package testing runs
// parallel subtests in no order and prints them as they end; and it runs them after the test's function, so that
// nothing can be checked once all of them have ended.
type scheduler struct {
	ctx      context.Context
	runs     []*caseRun
	parallel int

	cancel   context.CancelFunc
	slots    chan struct{} // one for each case that may be under way or wait for its subtest
	wg       sync.WaitGroup
	mu       sync.Mutex
	next     int // the next case to start
	end      int // of the cases that may be started
	outcomes []chan *caseOutcome
}

func newScheduler(ctx context.Context, runs []*caseRun, width int) *scheduler {
	l := &scheduler{runs: runs, parallel: width, outcomes: make([]chan *caseOutcome, len(runs))}
	l.ctx, l.cancel = context.WithCancel(ctx)
	for i := range l.outcomes {
		l.outcomes[i] = make(chan *caseOutcome, 1)
	}
	return l
}

// take returns the verdict of a case whose subtest has started, or nil where the case is to run there.
func (l *scheduler) take(i int) *caseOutcome {
	if l.parallel == 1 || l.runs[i].needsSubtest() {
		return nil
	}
	l.startFrom(i)
	return <-l.outcomes[i]
}

// start has the neighbours of case i run, up to the next one that needs its subtest.
func (l *scheduler) startFrom(i int) {
	if i < l.end {
		return
	}
	l.wg.Wait() // the last of the neighbours before have given their verdicts
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next, l.end = i, i+1
	for l.end < len(l.runs) && !l.runs[l.end].needsSubtest() {
		l.end++
	}
	workers := min(l.parallel, l.end-i)
	l.slots = make(chan struct{}, 2*workers)
	for range workers {
		l.wg.Add(1)
		go l.worker()
	}
}

// work runs cases until all are under way.
func (l *scheduler) worker() {
	defer l.wg.Done()
	for {
		select {
		case l.slots <- struct{}{}:
		case <-l.ctx.Done():
		}
		l.mu.Lock()
		i := l.next
		l.next++
		over := i >= l.end
		l.mu.Unlock()
		if over {
			return
		}
		l.outcomes[i] <- l.runs[i].run(l.ctx)
	}
}

// done tells that the subtest of a case has ended, or was not run at all.
func (l *scheduler) done(i int) {
	if l.slots != nil && i < l.end {
		<-l.slots
	}
}

// stop ends what is under way for nobody.
func (l *scheduler) stop() {
	l.cancel()
	l.mu.Lock()
	l.next = len(l.runs)
	l.mu.Unlock()
	l.wg.Wait()
}
