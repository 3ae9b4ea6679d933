package datagen

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/tablewriter"
	"github.com/assay-go/assay/internal/message"
)

// formatOf returns the format of a file according to its extension.
func formatOf(file string) (string, error) {
	switch ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(file), ".")); {
	case ext == "" || file == "-":
		return "csv", nil
	case slices.Contains(tablewriter.Formats, ext):
		return ext, nil
	case ext == "json", ext == "ndjson":
		return "jsonl", nil
	case ext == "ipc", ext == "feather":
		return "arrow", nil
	}
	return "", fmt.Errorf("--output %s: unknown extension: choose a format with --format", file)
}

// target returns where the datasets go: a directory, or one file, which is "-" for standard output.
func (j *Job) target(terminal bool) (dir, file string, err error) {
	switch {
	case j.Output == "" && j.Format == "" && terminal:
		j.Format = "table"
		return "", "-", nil
	case j.Output == "" || j.Output == "-":
		file = "-"
	case isDir(j.Output):
		dir = j.Output
	default:
		file = j.Output
	}
	if j.Format == "" {
		if j.Format, err = formatOf(file); err != nil {
			return "", "", err
		}
	}
	if file != "" && len(j.Datasets) != 1 && j.Format != "table" {
		return "", "", fmt.Errorf(
			"%s do not fit in one file: choose one with --dataset, or write a directory with --output DIR",
			message.Count(len(j.Datasets), "dataset"))
	}
	return dir, file, nil
}

// isDir reports whether path is, or is meant to be, a directory: it exists as one, ends in a separator, or has no
// extension.
func isDir(path string) bool {
	if info, err := os.Stat(path); err == nil {
		return info.IsDir()
	}
	return os.IsPathSeparator(path[len(path)-1]) || filepath.Ext(path) == ""
}
