package fake

import (
	"strconv"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/arrowtext"
)

// A Sampler makes values of one type from keys. It is safe for concurrent use.
//
// AppendText works for every type. The other accessors work for the types they suit: Int64 for signed integers and
// timestamps, Uint64 for unsigned integers, Float64 for floats, Bool for booleans.
type Sampler struct {
	typ   arrow.DataType
	text  text
	int   func(key uint64) int64
	uint  func(key uint64) uint64
	float func(key uint64) float64
	bool  func(key uint64) bool
	uses  []*Func // the function and those in its patterns
}

// Type returns the Arrow type of the values: that of gofakeit's function, with int64 for int and uint64 for uint.
func (s *Sampler) Type() arrow.DataType { return s.typ }

func (s *Sampler) typeText() string {
	text, err := arrowtext.TypeString(s.typ)
	if err != nil {
		panic("fake: " + err.Error()) // all types are known
	}
	return text
}

// Int64 returns the value for a key.
func (s *Sampler) Int64(key uint64) int64 { return s.int(draw.At(key, 1)) }

// Uint64 returns the value for a key.
func (s *Sampler) Uint64(key uint64) uint64 { return s.uint(draw.At(key, 1)) }

// Float64 returns the value for a key; of a float32, the float64 that equals it.
func (s *Sampler) Float64(key uint64) float64 { return s.float(draw.At(key, 1)) }

// Bool returns the value for a key.
func (s *Sampler) Bool(key uint64) bool { return s.bool(draw.At(key, 1)) }

// AppendText appends the value of a key as text: strings as they are, numbers in their shortest form, timestamps in RFC
// 3339, lists as JSON. It may write to the spare capacity of dst past the text.
func (s *Sampler) AppendText(dst []byte, key uint64) []byte {
	return s.text.add(dst, draw.At(key, 1))
}

func textSampler(t text) *Sampler {
	if t.many == nil {
		t.many = many(t.pieces)
	}
	return &Sampler{typ: arrow.BinaryTypes.String, text: t}
}

// maxNumber is the length of the longest number: -1.7976931348623157e+308.
const maxNumber = 24

func intSampler(t arrow.DataType, f func(key uint64) int64) *Sampler {
	return &Sampler{typ: t, int: f, text: textOf(maxNumber, func(dst []byte, key uint64) []byte {
		return strconv.AppendInt(dst, f(key), 10)
	})}
}

func uintSampler(t arrow.DataType, f func(key uint64) uint64) *Sampler {
	return &Sampler{typ: t, uint: f, text: textOf(maxNumber, func(dst []byte, key uint64) []byte {
		return strconv.AppendUint(dst, f(key), 10)
	})}
}

func floatSampler(t arrow.DataType, f func(key uint64) float64) *Sampler {
	bits := t.(arrow.FixedWidthDataType).BitWidth()
	return &Sampler{typ: t, float: f, text: textOf(maxNumber, func(dst []byte, key uint64) []byte {
		return arrowtext.AppendFloat(dst, f(key), bits)
	})}
}

func boolSampler(f func(key uint64) bool) *Sampler {
	text := textOf(len("false"), func(dst []byte, key uint64) []byte { return strconv.AppendBool(dst, f(key)) })
	return &Sampler{typ: arrow.FixedWidthTypes.Boolean, bool: f, text: text}
}

func timeSampler(f func(key uint64) time.Time) *Sampler {
	return &Sampler{
		typ: &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: "UTC"},
		int: func(key uint64) int64 { return f(key).UnixMilli() },
		text: textOf(len(time.RFC3339Nano), func(dst []byte, key uint64) []byte {
			return f(key).Truncate(time.Millisecond).AppendFormat(dst, time.RFC3339Nano)
		}),
	}
}

// textsSampler makes lists of at most n texts of at most size bytes each.
func textsSampler(n, size int, f func(dst []string, key uint64) []string) *Sampler {
	const escaped, around = len(`\u0000`), len(`"",`)
	return listSampler(arrow.BinaryTypes.String, n, size*escaped+around, f, arrowtext.AppendJSON)
}

// intsSampler makes lists of at most n integers.
func intsSampler(n int, f func(dst []int64, key uint64) []int64) *Sampler {
	return listSampler(arrow.PrimitiveTypes.Int64, n, maxNumber, f, func(dst []byte, n int64) []byte {
		return strconv.AppendInt(dst, n, 10)
	})
}

// listSampler makes lists of at most n elements of at most size bytes each.
func listSampler[T any](
	elem arrow.DataType, n, size int, f func([]T, uint64) []T, add func([]byte, T) []byte,
) *Sampler {
	longest := bounded(int64(n)*int64(size) + int64(len("[]")))
	return &Sampler{typ: arrow.ListOf(elem), text: textOf(longest, func(dst []byte, key uint64) []byte {
		dst = append(dst, '[')
		for i, v := range f(nil, key) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = add(dst, v)
		}
		return append(dst, ']')
	})}
}
