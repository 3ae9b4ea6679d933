package arrowfile

import (
	"fmt"
	"io"
)

// A section is a file of so many bytes.
type section struct {
	io.ReaderAt
	size int64
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
		return section{}, fmt.Errorf("it has no %d bytes from byte %d on", length, at)
	}
	return section{io.NewSectionReader(s.ReaderAt, at, length), length}, nil
}
