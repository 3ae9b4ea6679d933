package git

import (
	"io"
	"os"

	"github.com/assay-go/assay/internal/modfs"
)

// readGoldenFile reads one side of a diff. It returns nil for os.DevNull, which git passes for a missing file.
func readGoldenFile(path string) ([]byte, error) {
	if path == os.DevNull {
		return nil, nil
	}
	f, err := modfs.Open(path)
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
