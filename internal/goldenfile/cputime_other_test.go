//go:build !unix

package goldenfile

func cpuSeconds() float64 { return 0 }
