package draw

// Redrawn returns the key of a column's stream in redraw number n.
func Redrawn(key, n uint64) uint64 { return Substream(key, ForRedraws+Purpose(Mix(n))) }
