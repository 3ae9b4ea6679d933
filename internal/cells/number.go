package cells

import (
	"math"
	"math/big"
	"math/bits"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/assay-go/assay/internal/arrowtext"
)

// Floats returns the values of a float array, and the rank of a float among those of its width. It returns nil for
// other arrays.
func Floats(a arrow.Array) (value func(row int) float64, rank func(float64) uint64) {
	rank = FloatRank
	switch a.DataType().ID() {
	case arrow.FLOAT16:
		rank = func(f float64) uint64 { return narrowRank(f) >> 13 }
	case arrow.FLOAT32:
		rank = narrowRank
	}
	return arrowtext.Floats(a), rank
}

// narrowRank is FloatRank among 32-bit floats.
func narrowRank(f float64) uint64 {
	b := math.Float32bits(float32(f))
	if b>>31 == 1 {
		return uint64(^b)
	}
	return uint64(b | 1<<31)
}

// A Number is an exact integer of up to 256 bits, divided by a power of ten.
type Number struct {
	Digits [4]uint64 // two's complement, least significant word first
	scale  int
}

// Magnitude returns |n| without its scale, and whether n is negative.
func (n Number) Magnitude() (w [4]uint64, negative bool) {
	w = n.Digits
	if int64(w[3]) >= 0 {
		return w, false
	}
	carry := uint64(1)
	for i := range w {
		w[i], carry = bits.Add64(^w[i], 0, carry)
	}
	return w, true
}

func (n Number) Float() float64 {
	w, negative := n.Magnitude()
	f := 0.0
	for i := len(w) - 1; i >= 0; i-- {
		f = f*(1<<64) + float64(w[i])
	}
	if n.scale < 0 {
		f *= math.Pow10(-n.scale)
	} else {
		f /= math.Pow10(n.scale)
	}
	if negative {
		return -f
	}
	return f
}

// Minus returns n - m. Both have the same scale.
func (n Number) Minus(m Number) Number {
	out := Number{scale: n.scale}
	borrow := uint64(0)
	for i := range out.Digits {
		out.Digits[i], borrow = bits.Sub64(n.Digits[i], m.Digits[i], borrow)
	}
	return out
}

// Distance returns the distance of two numbers of the same scale.
func (n Number) Distance(m Number) Distance {
	diff := math.Abs(n.Minus(m).Float())
	if diff == 0 {
		return Distance{}
	}
	return numberDistance(diff, n.Float(), m.Float())
}

func NumberOf(v int64) Number {
	sign := uint64(v >> 63)
	return Number{Digits: [4]uint64{uint64(v), sign, sign, sign}}
}

// Numbers returns the values of an array of integers or decimals. It returns nil for other arrays.
func Numbers(a arrow.Array) func(row int) Number {
	if arrow.IsInteger(a.DataType().ID()) {
		value := arrowtext.Int64s(a)
		if a.DataType().ID() == arrow.UINT64 {
			return func(row int) Number { return Number{Digits: [4]uint64{uint64(value(row))}} }
		}
		return func(row int) Number { return NumberOf(value(row)) }
	}
	switch a := a.(type) {
	case *array.Decimal128:
		scale := int(a.DataType().(arrow.DecimalType).GetScale())
		return func(row int) Number {
			v := a.Value(row)
			sign := uint64(v.HighBits() >> 63)
			return Number{Digits: [4]uint64{v.LowBits(), uint64(v.HighBits()), sign, sign}, scale: scale}
		}
	case *array.Decimal256:
		scale := int(a.DataType().(arrow.DecimalType).GetScale())
		return func(row int) Number { return Number{Digits: a.Value(row).Array(), scale: scale} }
	}
	return nil
}

// An Instant is a time, or a duration, in seconds and nanoseconds.
type Instant struct{ Secs, Nanos int64 }

// Sub returns the absolute difference of two instants, or the longest duration if it overflows.
func (n Instant) Sub(m Instant) time.Duration {
	if n.Before(m) {
		n, m = m, n
	}
	secs := uint64(n.Secs) - uint64(m.Secs)
	if secs > uint64(math.MaxInt64/int64(time.Second)-1) {
		return math.MaxInt64
	}
	return time.Duration(secs)*time.Second + time.Duration(n.Nanos-m.Nanos)
}

// Until returns m - n. It returns false if a duration cannot hold it.
func (n Instant) Until(m Instant) (d time.Duration, ok bool) {
	d = n.Sub(m)
	if d == math.MaxInt64 {
		return 0, false
	}
	if m.Before(n) {
		d = -d
	}
	return d, true
}

// Instants returns the values of an array of dates, times or durations. It returns nil for other arrays.
func Instants(a arrow.Array) func(row int) Instant {
	switch a := a.(type) {
	case *array.Date32:
		return func(row int) Instant { return Instant{Secs: int64(a.Value(row)) * 86400} }
	case *array.Date64:
		return func(row int) Instant { return inUnits(int64(a.Value(row)), arrow.Millisecond) }
	case *array.Time32:
		unit := a.DataType().(*arrow.Time32Type).Unit
		return func(row int) Instant { return inUnits(int64(a.Value(row)), unit) }
	case *array.Time64:
		unit := a.DataType().(*arrow.Time64Type).Unit
		return func(row int) Instant { return inUnits(int64(a.Value(row)), unit) }
	case *array.Timestamp:
		unit := a.DataType().(*arrow.TimestampType).Unit
		return func(row int) Instant { return inUnits(int64(a.Value(row)), unit) }
	case *array.Duration:
		unit := a.DataType().(*arrow.DurationType).Unit
		return func(row int) Instant { return inUnits(int64(a.Value(row)), unit) }
	}
	return nil
}

func inUnits(v int64, unit arrow.TimeUnit) Instant {
	per := int64(time.Second / unit.Multiplier())
	secs, rest := v/per, v%per
	if rest < 0 {
		secs, rest = secs-1, rest+per
	}
	return Instant{Secs: secs, Nanos: rest * int64(unit.Multiplier())}
}

// rational returns n as a fraction.
func (n Number) rational() *big.Rat {
	w, negative := n.Magnitude()
	i := new(big.Int)
	for at := len(w) - 1; at >= 0; at-- {
		i.Lsh(i, 64).Or(i, new(big.Int).SetUint64(w[at]))
	}
	if negative {
		i.Neg(i)
	}
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n.scale, -n.scale))), nil)
	if n.scale < 0 {
		return new(big.Rat).SetInt(i.Mul(i, ten))
	}
	return new(big.Rat).SetFrac(i, ten)
}

// Before reports whether n is earlier than m.
func (n Instant) Before(m Instant) bool {
	return n.Secs < m.Secs || n.Secs == m.Secs && n.Nanos < m.Nanos
}

// SignedText returns n with its sign, "+" included.
func (n Number) SignedText() string {
	text := n.rational().FloatString(max(n.scale, 0))
	if !strings.HasPrefix(text, "-") {
		return "+" + text
	}
	return text
}

// numberDistance returns the distance of two finite numbers that differ by diff.
func numberDistance(diff, x, y float64) Distance {
	return Distance{Abs: diff, Rel: diff / max(math.Abs(x), math.Abs(y))}
}
