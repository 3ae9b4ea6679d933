package fake

import (
	"strconv"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
)

// A Sampler makes values of one type from keys. It is safe for concurrent use.
//
// Of its accessors the one that suits its type is there to be called: Int64 for
// signed integers and timestamps, Uint64 for unsigned integers, Float64 for floats,
// Bool, AppendTexts for list<utf8>, AppendInts for list<int64>. AppendText is there
// for every type.
type Sampler struct {
	typ   arrow.DataType
	text  text
	int   func(key uint64) int64
	uint  func(key uint64) uint64
	float func(key uint64) float64
	bool  func(key uint64) bool
	texts func(dst []string, key uint64) []string
	ints  func(dst []int64, key uint64) []int64
	max   int // the bytes of the value's text at most
}

// Type returns the Arrow type of the values, which is what gofakeit's function
// returns; its int is int64, its uint is uint64.
func (s *Sampler) Type() arrow.DataType { return s.typ }

// Int64 returns the value for a key.
func (s *Sampler) Int64(key uint64) int64 { return s.int(mix(key + golden)) }

// Uint64 returns the value for a key.
func (s *Sampler) Uint64(key uint64) uint64 { return s.uint(mix(key + golden)) }

// Float64 returns the value for a key; of a float32, the float64 that equals it.
func (s *Sampler) Float64(key uint64) float64 { return s.float(mix(key + golden)) }

// Bool returns the value for a key.
func (s *Sampler) Bool(key uint64) bool { return s.bool(mix(key + golden)) }

// AppendTexts appends the elements of the list for a key.
func (s *Sampler) AppendTexts(dst []string, key uint64) []string {
	return s.texts(dst, mix(key+golden))
}

// AppendInts appends the elements of the list for a key.
func (s *Sampler) AppendInts(dst []int64, key uint64) []int64 { return s.ints(dst, mix(key+golden)) }

// AppendText appends the value for a key as text: a string as it is, a number in
// its shortest form, a timestamp by RFC 3339, a list as JSON.
func (s *Sampler) AppendText(dst []byte, key uint64) []byte {
	return s.appendMixed(dst, mix(key+golden))
}

// appendMixed is AppendText for a part of another value.
func (s *Sampler) appendMixed(dst []byte, key uint64) []byte {
	switch {
	case s.text.add != nil:
		return s.text.add(dst, key)
	case s.typ.ID() == arrow.TIMESTAMP:
		return time.UnixMilli(s.int(key)).UTC().AppendFormat(dst, time.RFC3339)
	case s.int != nil:
		return strconv.AppendInt(dst, s.int(key), 10)
	case s.uint != nil:
		return strconv.AppendUint(dst, s.uint(key), 10)
	case s.float != nil:
		return arrowtext.AppendFloat(dst, s.float(key), s.typ.(arrow.FixedWidthDataType).BitWidth())
	case s.bool != nil:
		return strconv.AppendBool(dst, s.bool(key))
	case s.texts != nil:
		return appendList(dst, s.texts(nil, key), arrowtext.AppendJSON)
	default:
		return appendList(dst, s.ints(nil, key), func(dst []byte, n int64) []byte {
			return strconv.AppendInt(dst, n, 10)
		})
	}
}

func appendList[T any](dst []byte, list []T, add func([]byte, T) []byte) []byte {
	dst = append(dst, '[')
	for i, v := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = add(dst, v)
	}
	return append(dst, ']')
}

// asText is the sampler as a part of a text.
func (s *Sampler) asText() text {
	if s.text.add != nil {
		return s.text
	}
	return text{s.appendMixed, s.max}
}

func textSampler(t text) *Sampler {
	return &Sampler{typ: arrow.BinaryTypes.String, text: t, max: t.max}
}

// maxNumber is the length of the longest number: -1.7976931348623157e+308.
const maxNumber = 24

func intSampler(t arrow.DataType, f func(key uint64) int64) *Sampler {
	return &Sampler{typ: t, int: f, max: maxNumber}
}

func uintSampler(t arrow.DataType, f func(key uint64) uint64) *Sampler {
	return &Sampler{typ: t, uint: f, max: maxNumber}
}

func floatSampler(t arrow.DataType, f func(key uint64) float64) *Sampler {
	return &Sampler{typ: t, float: f, max: maxNumber}
}

func boolSampler(f func(key uint64) bool) *Sampler {
	return &Sampler{typ: arrow.FixedWidthTypes.Boolean, bool: f, max: len("false")}
}

func timeSampler(f func(key uint64) time.Time) *Sampler {
	t := &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: "UTC"}
	return &Sampler{typ: t, int: func(key uint64) int64 { return f(key).UnixMilli() }, max: len(time.RFC3339Nano)}
}

// textsSampler makes lists of at most n texts of at most size bytes each.
func textsSampler(n, size int, f func(dst []string, key uint64) []string) *Sampler {
	return &Sampler{typ: arrow.ListOf(arrow.BinaryTypes.String), texts: f, max: n * (6*size + len(`"",`))}
}

// intsSampler makes lists of at most n integers.
func intsSampler(n int, f func(dst []int64, key uint64) []int64) *Sampler {
	return &Sampler{typ: arrow.ListOf(arrow.PrimitiveTypes.Int64), ints: f, max: n * (maxNumber + len(","))}
}
