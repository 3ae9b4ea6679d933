package term

import (
	"os"
	"strconv"
)

// DefaultColumns is the width of text whose reader's terminal is not known.
const DefaultColumns = 100

// Columns returns the width that the environment asks for by COLUMNS, or 0. A terminal has at least 20 columns.
func Columns() int {
	n, err := strconv.Atoi(os.Getenv("COLUMNS"))
	if err != nil || n <= 0 {
		return 0
	}
	return min(max(n, 20), 10_000)
}
