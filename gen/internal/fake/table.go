package fake

import (
	"sync"

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

// maxTable exceeds the size of any text that a function of gofakeit's table makes.
const maxTable = 8 << 10

// table makes the sampler of a text function that gofakeit itself runs.
func (f *Func) table(_ *compiler, a args) (*Sampler, error) {
	params := a.mapParams()
	return textSampler(textOf(maxTable, func(dst []byte, key uint64) []byte {
		fk := fakers.Get().(*faker)
		defer fakers.Put(fk)
		fk.at = stream(key)
		v, err := f.info.Generate(fk.Faker, params, f.info)
		if err != nil {
			panic("fake: " + f.name + ": " + err.Error()) // the parameters have been checked
		}
		return append(dst, v.(string)...)
	})), nil
}

// mapParams returns the arguments as gofakeit takes them, or nil if there are none.
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
