package profile

import (
	"math"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// Ranges are N ranges of numbers of one width, side by side.
type Ranges struct {
	N            int
	least, width float64
}

// RangesOf divides the numbers from least to greatest into at most `most` ranges. If the two are equal, there is one
// range.
func RangesOf(least, greatest float64, most int) Ranges {
	if least == greatest {
		most = 1
	}
	n := float64(most)
	return Ranges{most, least, float64(greatest/n) - float64(least/n)} // their difference could overflow
}

// wholeRanges is RangesOf for whole numbers; the width of the ranges is whole as well.
func wholeRanges(least, greatest float64, most int) Ranges {
	width := math.Max(1, math.Ceil((greatest-least+1)/float64(most)))
	return Ranges{int((greatest-least)/width) + 1, least, width}
}

// Of returns the range of a number.
func (r Ranges) Of(v float64) int {
	at := (v - r.least) / r.width
	if math.IsInf(v-r.least, 0) {
		at = float64(v/r.width) - float64(r.least/r.width)
	}
	if r.width == 0 {
		return 0
	}
	return min(max(int(at), 0), r.N-1)
}

// Start returns the lower end of a range.
func (r Ranges) Start(i int) float64 { return r.least + float64(float64(i)*r.width) }

// A Bin is a bar of a histogram.
type Bin struct {
	Label string // a value, or a range of values
	Count int64  // of cells; an estimate if there are more cells than in the sample
}

// Histogram returns at most `most` bars, and what they count: values, ranges or lengths. For texts these are the most
// frequent values, or the lengths if there are many values. A column that can be neither counted nor measured has no
// bars.
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
	ranges := RangesOf(n.Least, n.Greatest, most)
	if n.Whole {
		ranges = wholeRanges(n.Least, n.Greatest, most)
	}
	bins := make([]Bin, ranges.N)
	for _, v := range n.sample {
		bins[ranges.Of(v)].Count++
	}
	scale := float64(n.N) / float64(len(n.sample))
	for i := range bins {
		bins[i].Count = int64(math.Round(float64(bins[i].Count) * scale))
		from := ranges.Start(i)
		to := math.Min(from+ranges.width, n.Greatest)
		if n.Whole {
			to = math.Min(from+ranges.width-1, n.Greatest)
		}
		bins[i].Label = label(from)
		if to > from {
			bins[i].Label += " to " + label(to)
		}
	}
	return bins
}

func wholeLabel(v float64) string { return strconv.FormatInt(int64(v), 10) }

// label formats a number about as the type of the column does.
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

// blocks has the heights of a bar.
var blocks = []rune(" ▁▂▃▄▅▆▇█")

// Blocks draws each bar as one character. A bar that is not empty is not blank.
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
