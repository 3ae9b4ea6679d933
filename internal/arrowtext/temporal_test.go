package arrowtext

import (
	"math"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
)

func TestTheFirstAndTheLastSecondOfATimestampAreRead(t *testing.T) {
	for text, want := range map[string]int64{
		"-292277022657-01-27T08:29:52": math.MinInt64,
		"+292277026596-12-04T15:30:07": math.MaxInt64,
	} {
		if got, err := parseTimestamp([]byte(text), arrow.Second, false, "timestamp[s]"); err != nil || got != want {
			t.Errorf("%s reads as %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{
		"-292277022657-01-27T08:29:51", "+292277026596-12-04T15:30:08",
		"+292277026597-01-01T00:00:00",
	} {
		if got, err := parseTimestamp([]byte(text), arrow.Second, false, "timestamp[s]"); err == nil {
			t.Errorf("%s reads as %d; want an error, no timestamp[s] holds it", text, got)
		}
	}
}
