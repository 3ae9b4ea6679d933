package arrowtext

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/assay-go/assay/internal/message"
)

func appendMonths(dst []byte, v arrow.MonthInterval) []byte {
	return append(strconv.AppendInt(dst, int64(v), 10), "mo"...)
}

func appendDayTime(dst []byte, v arrow.DayTimeInterval) []byte {
	dst = append(strconv.AppendInt(dst, int64(v.Days), 10), 'd')
	return append(strconv.AppendInt(dst, int64(v.Milliseconds), 10), "ms"...)
}

func appendMonthDayNano(dst []byte, v arrow.MonthDayNanoInterval) []byte {
	dst = append(strconv.AppendInt(dst, int64(v.Months), 10), "mo"...)
	dst = append(strconv.AppendInt(dst, int64(v.Days), 10), 'd')
	return append(strconv.AppendInt(dst, v.Nanoseconds, 10), "ns"...)
}

// parseInterval reads counts with units such as 1mo3d250ns. Each unit may be absent, but not all. The last count has 64
// bits if wide is true; the others have 32.
func parseInterval(text []byte, name string, wide bool, units ...string) (counts [3]int64, err error) {
	rest := text
	for i, unit := range units {
		n := 0
		for n < len(rest) && (rest[n] == '-' && n == 0 || '0' <= rest[n] && rest[n] <= '9') {
			n++
		}
		if len(rest) < n+len(unit) || string(rest[n:n+len(unit)]) != unit {
			continue
		}
		v, err := strconv.ParseInt(string(rest[:n]), 10, 64)
		if err != nil || (!wide || i < len(units)-1) && (v > math.MaxInt32 || v < math.MinInt32) {
			return counts, outOfRange(text, name)
		}
		counts[i] = v
		rest = rest[n+len(unit):]
	}
	if len(rest) > 0 || len(text) == 0 {
		var example strings.Builder
		for i, unit := range units {
			example.WriteString(strconv.Itoa(i+1) + unit)
		}
		return counts, fmt.Errorf("%s is not an interval: for %s, write one such as %s", message.Quote(text), name,
			example.String())
	}
	return counts, nil
}
