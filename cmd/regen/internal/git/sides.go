package git

import (
	"io"
	"os"
)

// readSide reads a side of a diff, nil for none.
func readSide(path string) ([]byte, error) {
	if path == os.DevNull {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, MaxGolden))
	if text == nil {
		text = []byte{}
	}
	return text, err
}
