// Package fake turns a function of gofakeit's lookup table, by name and with its
// parameters, into a [Sampler]: a pure function from a 64-bit key to a value.
//
//	f, err := fake.Find("product_name")
//	s, err := f.Compile(nil, now)
//	text := s.AppendText(nil, key)
//
// The same function, parameters, now and key give the same value on every
// architecture and in every goroutine, for as long as gofakeit stays at one
// [Version]. What gofakeit 7 does not keep of that by itself is done here: numbers
// are drawn in 64 bits and rounded without fused operations, what reads the clock
// reads now, and what can be neither is refused by name, with the reason.
//
// Most functions sample gofakeit's own word lists straight into the caller's
// buffer, without an allocation. They give values of the same shape as gofakeit,
// from the same words; not the values that gofakeit gives for the same seed. The
// others run gofakeit over a source that starts at the key.
package fake
