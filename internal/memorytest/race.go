//go:build race

package memorytest

const underRace = true
