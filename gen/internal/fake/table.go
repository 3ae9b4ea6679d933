package fake

import (
	"fmt"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/brianvoe/gofakeit/v7"
)

// A faker is a gofakeit over a stream that can be set to a key.
type faker struct {
	at stream
	*gofakeit.Faker
}

var fakers = sync.Pool{New: func() any {
	f := new(faker)
	f.Faker = gofakeit.NewFaker(&f.at, false)
	return f
}}

// table makes a sampler that runs gofakeit's own function.
func (f *Func) table(a args) (*Sampler, error) {
	params := a.mapParams()
	generate := func(key uint64) any {
		fk := fakers.Get().(*faker)
		defer fakers.Put(fk)
		fk.at = stream(key)
		v, err := f.info.Generate(fk.Faker, params, f.info)
		if err != nil {
			panic(fmt.Sprintf("fake %s: %v", f.name, err))
		}
		return v
	}
	switch v := generate(0).(type) {
	case string:
		return textSampler(func(dst []byte, key uint64) []byte { return append(dst, generate(key).(string)...) }), nil
	case error:
		return textSampler(func(dst []byte, key uint64) []byte { return append(dst, generate(key).(error).Error()...) }), nil
	case bool:
		return boolSampler(func(key uint64) bool { return generate(key).(bool) }), nil
	case int:
		return intSampler(arrow.PrimitiveTypes.Int64, func(key uint64) int64 { return int64(generate(key).(int)) }), nil
	case float64:
		return floatSampler(arrow.PrimitiveTypes.Float64, func(key uint64) float64 { return generate(key).(float64) }), nil
	case []string:
		return textsSampler(func(dst []string, key uint64) []string { return append(dst, generate(key).([]string)...) }), nil
	default:
		return nil, fmt.Errorf("fake %s makes %T", f.name, v)
	}
}

// mapParams returns the arguments as gofakeit takes them, nil where there are none.
func (a args) mapParams() *gofakeit.MapParams {
	if len(a) == 0 {
		return nil
	}
	m := gofakeit.MapParams{}
	for name, arg := range a {
		m[name] = arg.written
	}
	return &m
}
