package arrowfile

import (
	"fmt"
	"io"
)

// A section is a part of a file, or a whole file.
type section struct {
	io.ReaderAt
	size int64 // in bytes
}

func (s section) read(at, length int64) ([]byte, error) {
	if _, err := s.part(at, length); err != nil {
		return nil, err
	}
	out := make([]byte, length)
	_, err := s.ReadAt(out, at)
	return out, err
}

func (s section) part(at, length int64) (section, error) {
	if at < 0 || length < 0 || length > s.size-at {
		return section{}, fmt.Errorf("there are no %d bytes at byte %d", length, at)
	}
	return section{io.NewSectionReader(s.ReaderAt, at, length), length}, nil
}
