package profile

import (
	"math"
	"slices"
)

// sampleSize is the number of numbers of a column in the sample.
const sampleSize = 1 << 13

// Numbers describes the numbers of a column.
type Numbers struct {
	Whole     bool // integers, or counts of a unit
	N         int64
	NaNs      int64 // and infinities; not counted elsewhere
	Least     float64
	Greatest  float64
	First     int64 // of whole numbers
	Step      int64 // between all of them, if Steady
	Rising    bool  // each is greater than the one before
	Steady    bool  // at least two numbers, no null between them, all Step apart
	gaps      bool
	uneven    bool
	last      int64
	mean, m2  float64
	reservoir reservoir
	sample    []float64
	sorted    []float64 // sample, if Sample was called since the last number
}

// Mean and Stddev are those of all numbers.
func (n *Numbers) Mean() float64   { return n.mean }
func (n *Numbers) Stddev() float64 { return math.Sqrt(n.m2 / float64(max(n.N, 1))) }

// Sample returns a uniform sample in rising order, which the caller must not change. It has all numbers if there are at
// most 8,192.
func (n *Numbers) Sample() []float64 {
	if n.sorted == nil {
		n.sorted = slices.Clip(slices.Sorted(slices.Values(n.sample)))
	}
	return n.sorted
}

// addWhole returns the indices of a new least and a new greatest number, or -1.
func (n *Numbers) addWhole(values []int64) (least, most int) {
	least, most = -1, -1
	for i, v := range values {
		switch n.N {
		case 0:
			n.First, n.Rising = v, true
		case 1:
			n.Step, n.Rising = v-n.last, v > n.last
		default:
			n.uneven = n.uneven || v-n.last != n.Step
			n.Rising = n.Rising && v > n.last
		}
		n.last = v
		least, most = n.count(i, float64(v), least, most)
	}
	n.Steady = n.N > 1 && !n.uneven && !n.gaps && n.Step != 0
	return least, most
}

func (n *Numbers) addReal(values []float64) (least, most int) {
	least, most = -1, -1
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			n.NaNs++
			continue
		}
		least, most = n.count(i, v, least, most)
	}
	return least, most
}

// count adds a number.
func (n *Numbers) count(i int, v float64, least, most int) (int, int) {
	if n.N == 0 || v < n.Least {
		n.Least, least = v, i
	}
	if n.N == 0 || v > n.Greatest {
		n.Greatest, most = v, i
	}
	n.N++
	n.sorted = nil
	d := v - n.mean
	n.mean += d / float64(n.N)
	n.m2 += float64(d * (v - n.mean))
	if at := n.reservoir.take(sampleSize); at == len(n.sample) {
		n.sample = append(n.sample, v)
	} else if at >= 0 {
		n.sample[at] = v
	}
	return least, most
}

// A reservoir chooses a uniform sample from a stream of values, by algorithm L. It draws random numbers only for values
// that it takes.
type reservoir struct {
	seen, next int64
	w          float64
	state      uint64
}

// take returns the index of the next value in a sample of a size, or -1.
func (r *reservoir) take(size int) int {
	i := r.seen
	r.seen++
	switch {
	case i < int64(size):
		if r.seen == int64(size) {
			r.w = 1
			r.skip(size)
		}
		return int(i)
	case i < r.next:
		return -1
	}
	r.skip(size)
	return int(r.draw() * float64(size))
}

func (r *reservoir) skip(size int) {
	r.w *= math.Exp(math.Log(r.draw()) / float64(size))
	r.next = r.seen + int64(math.Log(r.draw())/math.Log1p(-r.w))
}

// draw returns a number in (0, 1), the next of a fixed sequence.
func (r *reservoir) draw() float64 {
	r.state++
	return (float64(Mixed(r.state)>>11) + 0.5) / (1 << 53)
}
