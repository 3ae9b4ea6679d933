package draw

// Redrawn returns the key of a column's stream in redraw number n.
func Redrawn(key, n uint64) uint64 { return Substream(key, ForRedraws+Purpose(Mix(n))) }

// Ends are the draws of the least and the greatest value of a column.
type Ends [2]uint64

// The ends of generators whose values have bounds and of those whose values have none: the values there are rare, but
// no rarer than one in a million or in a thousand. Draw 0 itself may be rejected, and is no end.
var (
	BoundedEnds   = Ends{1 << 44, 1<<64 - 1<<44}
	UnboundedEnds = Ends{1 << 54, 1<<64 - 1<<54}
)

// EndsBelow returns the draws for which [Below] returns 0 and n-1.
func EndsBelow(n uint64) Ends {
	if n == 0 {
		return Ends{0, 1<<64 - 1}
	}
	return Ends{(1<<64 - 1) / n, 1<<64 - 1}
}

// A Search replaces the draws of a column in a redraw that looks for values that are rare in plain draws.
type Search struct {
	Mode Mode
	Ends Ends
	Rare []uint64 // the draws of values other than the most frequent one
	Twin *Twin    // another column with the same generator, or nil
}

// A Mode is how a search replaces the draws of a column.
type Mode uint8

// The modes.
const (
	Plainly    Mode = iota // not at all
	AtLeast                // every cell has the least value
	AtMost                 // every cell has the greatest value
	AllEqual               // every cell has the same value, from the middle half of all
	EachAlone              // each cell by itself: plain, least, greatest, a value of other rows, or one of the twin
	MostlyRare             // three of four cells have one of the rare values
)

// A Twin is a column whose values another column with the same generator may take.
type Twin struct {
	Key  uint64
	Rows uint64 // of its dataset
	Mode Mode
}

// at returns the draw of a cell of the column whose stream has a key.
func (s *Search) at(key, counter uint64) uint64 {
	const rows = 4 // that lend their values
	switch s.Mode {
	case AtLeast:
		return s.Ends[0]
	case AtMost:
		return s.Ends[1]
	case AllEqual:
		return Mix(key)>>1 + 1<<62
	case MostlyRare:
		if choice := At(Substream(key, ForSearches), counter); choice>>62 != 0 {
			return s.Rare[choice%uint64(len(s.Rare))]
		}
	case EachAlone:
		choice := At(Substream(key, ForSearches), counter)
		if corner(counter) {
			return s.Ends[choice>>63]
		}
		switch choice >> 60 {
		case 0, 1:
			return s.Ends[0]
		case 2, 3:
			return s.Ends[1]
		case 4:
			return At(key, choice%rows)
		case 5:
			if t := s.Twin; t != nil {
				return (&Search{Mode: t.Mode, Ends: s.Ends}).at(t.Key, counter%max(t.Rows, 1))
			}
		}
	}
	return At(key, counter)
}

// corner reports whether all columns of a row are at one of their ends, so that they are there together.
func corner(counter uint64) bool { return Mix(counter+Gamma)>>61 == 0 }
