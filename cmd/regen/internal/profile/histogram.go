package profile

import (
	"math"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// A Bin is a bar of a histogram.
type Bin struct {
	Label string // a value, or a range of values
	Count int64  // of cells; an estimate where there are more than the sample has
}

// Histogram returns at most most bars and says of what: values, ranges or lengths. Of texts these are the most frequent, or, where
// there are many, their lengths; what can be neither counted nor measured has no bars.
func (c *Column) Histogram(most int) (bins []Bin, of string) {
	switch {
	case c.Numbers != nil:
		return c.Numbers.histogram(most, c.label), "values"
	case len(c.examples) > 0:
		values, _ := c.Values()
		for i, v := range values {
			if i == most {
				break
			}
			bins = append(bins, Bin{v.Text, v.Count})
		}
		return bins, "values"
	case c.Texts != nil:
		return c.Texts.Lengths.histogram(most, wholeLabel), "lengths"
	case c.Lengths != nil:
		return c.Lengths.histogram(most, wholeLabel), "lengths"
	}
	return nil, ""
}

// histogram counts the numbers of the sample in ranges of one width, and scales the counts to all numbers.
func (n *Numbers) histogram(most int, label func(float64) string) []Bin {
	if n.N == 0 {
		return nil
	}
	width, bars := (n.Greatest-n.Least)/float64(most), most
	switch {
	case n.Greatest == n.Least:
		width, bars = 1, 1
	case n.Whole:
		width = math.Max(1, math.Ceil((n.Greatest-n.Least+1)/float64(most)))
		bars = int((n.Greatest-n.Least)/width) + 1
	}
	bins := make([]Bin, bars)
	for _, v := range n.sample {
		bins[min(bars-1, max(0, int((v-n.Least)/width)))].Count++
	}
	scale := float64(n.N) / float64(len(n.sample))
	for i := range bins {
		bins[i].Count = int64(math.Round(float64(bins[i].Count) * scale))
		from := n.Least + float64(float64(i)*width)
		to := math.Min(from+width, n.Greatest)
		if n.Whole {
			to = math.Min(from+width-1, n.Greatest)
		}
		bins[i].Label = label(from)
		if to > from {
			bins[i].Label += " to " + label(to)
		}
	}
	return bins
}

func wholeLabel(v float64) string { return strconv.FormatInt(int64(v), 10) }

// label words a number as the column's type does, roughly.
func (c *Column) label(v float64) string {
	switch t := c.Type.(type) {
	case *arrow.BooleanType:
		return strconv.FormatBool(v == 1)
	case *arrow.Date32Type:
		return arrow.Date32(v).ToTime().Format(time.DateOnly)
	case *arrow.Date64Type:
		return arrow.Date64(v).ToTime().Format(time.DateOnly)
	case *arrow.TimestampType:
		return arrow.Timestamp(v).ToTime(t.Unit).UTC().Format(time.DateTime)
	}
	if c.Numbers.Whole {
		return wholeLabel(v)
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}

// blocks are the heights of a bar.
var blocks = []rune(" ▁▂▃▄▅▆▇█")

// Blocks draws bars a character each; what is not empty is not blank.
func Blocks(bins []Bin) string {
	var greatest int64
	for _, b := range bins {
		greatest = max(greatest, b.Count)
	}
	out := make([]rune, len(bins))
	for i, b := range bins {
		out[i] = blocks[0]
		if b.Count > 0 {
			out[i] = blocks[max(1, int(math.Round(float64(b.Count)/float64(greatest)*float64(len(blocks)-1))))]
		}
	}
	return string(out)
}
