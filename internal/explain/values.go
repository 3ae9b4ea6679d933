package explain

import (
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
)

// floatsIn returns the values of a column of numbers, nil for other columns.
func floatsIn(a arrow.Array) func(row int) float64 {
	if floats, _ := cells.Floats(a); floats != nil {
		return floats
	}
	if numbers := cells.Numbers(a); numbers != nil {
		return func(row int) float64 { return numbers(row).Float() }
	}
	return nil
}

// floatsOf returns the values of the new column, which holds numbers.
func (e *explainer) floatsOf() func(row int) float64 { return floatsIn(e.New) }

// mostPlaces is the most decimals to which values are rounded by intent.
const mostPlaces = 6

// places returns the most decimals of the new values of cells.
func (e *explainer) places(of []int32) int {
	return e.placesOf(of, e.New, func(_, j int) int { return j })
}

// placesOf returns the most decimals of the values of a column, in the row of each pair that row returns.
func (e *explainer) placesOf(of []int32, a arrow.Array, row func(i, j int) int) int {
	value := floatsIn(a)
	bits := 64
	if a.DataType().ID() == arrow.FLOAT32 {
		bits = 32
	}
	most := 0
	for _, pair := range sample(of, 256) {
		text := strconv.FormatFloat(value(row(e.table.pair(pair))), 'f', -1, bits)
		if _, fraction, ok := strings.Cut(text, "."); ok {
			most = max(most, len(fraction))
		}
	}
	return most
}

// scaleOf returns the number of decimals of a type.
func scaleOf(dt arrow.DataType) int {
	if t, ok := dt.(arrow.DecimalType); ok {
		return int(t.GetScale())
	}
	return 0
}

// text returns a cell as goldens write it.
func text(write goldenfile.CellWriter, err error, row int) string {
	if err != nil {
		return ""
	}
	return string(write(nil, row))
}

func (e *explainer) oldText(row int) string {
	write, err := goldenfile.NewCellWriter(e.Old)
	return text(write, err, row)
}

func (e *explainer) newText(row int) string {
	write, err := goldenfile.NewCellWriter(e.New)
	if s := text(write, err, row); s != `""` {
		return s
	}
	return "empty"
}

const secondsADay = 86400

// hasDate reports whether values of a type are points in time.
func hasDate(id arrow.Type) bool {
	return id == arrow.TIMESTAMP || id == arrow.DATE32 || id == arrow.DATE64
}

func floorMod(a, b int64) int64 { return ((a % b) + b) % b }

func civil(t cells.Instant) time.Time { return time.Unix(t.Secs, t.Nanos).UTC() }

func isBool(a arrow.Array) bool { _, ok := a.(*array.Boolean); return ok }
