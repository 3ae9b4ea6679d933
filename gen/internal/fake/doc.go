// Package fake turns a function of gofakeit's lookup table, by its name and parameters, into a [Sampler]: a pure
// function from a 64-bit key to a value.
//
//	f, err := fake.Find("product_name")
//	s, err := f.Compile(nil, now)
//	text := s.AppendText(nil, key)
//
// The same function, parameters, now and key give the same value on every architecture and in every goroutine, as long
// as gofakeit stays at one [Version]. gofakeit alone does not guarantee that. So this package draws numbers in 64 bits,
// rounds without fused operations, and replaces the clock by now. It rejects, by name and with the reason, functions
// for which it cannot.
//
// Most functions sample gofakeit's word lists straight into the caller's buffer, without an allocation. Their values
// have the same shape as those of gofakeit and the same words, but differ for the same seed. The other functions run
// gofakeit over a source that starts at the key.
package fake
