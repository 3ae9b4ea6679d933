package table

import (
	"context"
	"sync"
)

// A lookahead runs cases before their subtests are there, several at a time and in order. Package testing runs
// parallel subtests in no order and prints them as they end; and it runs them after the test's function, so that
// nothing can be checked once all of them have ended.
type lookahead struct {
	ctx   context.Context
	runs  []*caseRun
	width int

	cancel   context.CancelFunc
	tickets  chan struct{} // one for each case that may be under way or wait for its subtest
	wg       sync.WaitGroup
	mu       sync.Mutex
	next     int // the next case to start
	end      int // of the cases that may be started
	verdicts []chan *verdict
}

func newLookahead(ctx context.Context, runs []*caseRun, width int) *lookahead {
	l := &lookahead{runs: runs, width: width, verdicts: make([]chan *verdict, len(runs))}
	l.ctx, l.cancel = context.WithCancel(ctx)
	for i := range l.verdicts {
		l.verdicts[i] = make(chan *verdict, 1)
	}
	return l
}

// take returns the verdict of a case whose subtest has started, or nil where the case is to run there.
func (l *lookahead) take(i int) *verdict {
	if l.width == 1 || l.runs[i].needsTest() {
		return nil
	}
	l.start(i)
	return <-l.verdicts[i]
}

// start has the neighbours of case i run, up to the next one that needs its subtest.
func (l *lookahead) start(i int) {
	if i < l.end {
		return
	}
	l.wg.Wait() // the last of the neighbours before have given their verdicts
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next, l.end = i, i+1
	for l.end < len(l.runs) && !l.runs[l.end].needsTest() {
		l.end++
	}
	workers := min(l.width, l.end-i)
	l.tickets = make(chan struct{}, 2*workers)
	for range workers {
		l.wg.Add(1)
		go l.work()
	}
}

// work runs cases until all are under way.
func (l *lookahead) work() {
	defer l.wg.Done()
	for {
		select {
		case l.tickets <- struct{}{}:
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
		l.verdicts[i] <- l.runs[i].verdict(l.ctx)
	}
}

// done tells that the subtest of a case has ended, or was not run at all.
func (l *lookahead) done(i int) {
	if l.tickets != nil && i < l.end {
		<-l.tickets
	}
}

// stop ends what is under way for nobody.
func (l *lookahead) stop() {
	l.cancel()
	l.mu.Lock()
	l.next = len(l.runs)
	l.mu.Unlock()
	l.wg.Wait()
}
