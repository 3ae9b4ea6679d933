package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// goldenDir is where the goldens of a package stand, from the package's directory.
const goldenDir = "testdata/golden"

// Suffix ends the name of a golden.
const Suffix = ".golden"

// Lengths in bytes. A file system holds 255 a name and Windows 260 a path; the suffix, a temporary name and the
// directories of a checkout need room beside.
const (
	longestPart = 100
	longestName = 160
)

// FileName returns the path of a golden from the test's directory, with slashes: of test "TestReport/eu" and name
// "lift/q1" it is "testdata/golden/TestReport/lift/q1.golden". Only the test's first part counts, so that a subtest
// and its siblings share a directory.
//
// Any name gives a file that every system can hold and that a published Go module may contain. Letters, digits and
// most punctuation stand for themselves, a space becomes an underscore as in the name of a subtest, and a slash starts
// a directory. What a file name cannot hold is written as %XX, a byte each, and what is too long is cut and ends in a
// hash. A name that leads out of its directory is an error.
func FileName(test, name string) (string, error) {
	top, _, _ := strings.Cut(test, "/")
	if top == "" {
		return "", fmt.Errorf("golden %q: its test has no name", name)
	}
	stem, err := portable(name)
	if err != nil {
		return "", err
	}
	return path.Join(goldenDir, portablePart(top, false), stem+Suffix), nil
}

// portable maps the name of a golden to a path without suffix.
func portable(name string) (string, error) {
	if name == "" {
		return "", fmt.Errorf("a golden needs a name, from which its file is named")
	}
	parts := strings.Split(name, "/")
	if strings.HasPrefix(name, "/") || slices.Contains(parts, "..") || slices.Contains(parts, ".") {
		return "", fmt.Errorf("golden %q: the name leads out of its directory in %s: "+
			"leave out the leading slash and the parts \".\" and \"..\"", name, goldenDir)
	}
	for i, part := range parts {
		parts[i] = portablePart(part, i < len(parts)-1)
	}
	stem := strings.Join(parts, "/")
	if len(stem) > longestName {
		stem = portablePart(name, false)
	}
	return stem, nil
}

// portablePart maps one part of a name to one that every file system holds, and that no other part maps to, but for
// spaces, for forms of one letter that Unicode calls equal, and for case.
func portablePart(part string, dir bool) string {
	if part == "" {
		return "%2F" // between two slashes
	}
	if simplePart(part) {
		return part
	}
	text := norm.NFC.String(part)
	stem := len(text) // where the suffix of a golden starts that the part would be taken for
	if dir && strings.EqualFold(path.Ext(text), Suffix) {
		stem -= len(Suffix)
	}
	misplaced := func(i int) bool { // of a character that could stand elsewhere
		return i == 0 && (text[i] == '.' || reserved(text)) || i == len(text)-1 && text[i] == '.' || i == stem
	}
	var out []byte
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == ' ':
			out = append(out, '_')
		case misplaced(i) || !plain(r, size):
			for _, c := range []byte(text[i : i+size]) {
				out = fmt.Appendf(out, "%%%02X", c)
			}
		default:
			out = append(out, text[i:i+size]...)
		}
		i += size
	}
	return cut(string(out), part)
}

// simplePart reports whether a part stands for itself: a word of at most longestPart bytes that is no device of Windows.
func simplePart(part string) bool {
	for i := range len(part) {
		c := part[i]
		if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return len(part) <= longestPart && !reserved(part)
}

// plain reports whether r may stand in the name of a file: a Go module may hold it in its zip, and it means nothing to
// a pattern or to the mapping itself.
func plain(r rune, size int) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' ||
			strings.ContainsRune("!#&()+,-.=@_", r)
	}
	return (r != utf8.RuneError || size > 1) && unicode.IsLetter(r)
}

// reserved reports whether Windows takes name for a device, with any extension.
func reserved(name string) bool {
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch base {
	case "con", "prn", "aux", "nul", "conin$", "conout$", "clock$":
		return true
	}
	return len(base) == 4 && (base[:3] == "com" || base[:3] == "lpt") && '0' <= base[3] && base[3] <= '9'
}

// cut shortens text, which part was mapped to, to what a part may be long: its start, and a hash of the whole.
func cut(text, part string) string {
	if len(text) <= longestPart {
		return text
	}
	hash := sha256.Sum256([]byte(part))
	tail := "~" + hex.EncodeToString(hash[:8])
	end := longestPart - len(tail)
	for !utf8.RuneStart(text[end]) {
		end--
	}
	if i := strings.LastIndexByte(text[end-2:end], '%'); i >= 0 {
		end += i - 2 // not within %XX
	}
	return text[:end] + tail
}

// FoldPath returns a key that is the same for paths that a file system without case takes for one.
func FoldPath(p string) string { return strings.ToLower(strings.ToUpper(p)) }

const (
	parquetSuffix  = ".parquet"
	longestParquet = 512 << 20 // bytes of a file that is read
)

// ParquetFile returns the path of the Parquet file of a golden, or of a pending result.
func ParquetFile(name string) string { return strings.TrimSuffix(name, Suffix) + parquetSuffix }

// goldenOf returns the path of the golden that a Parquet file belongs to, and that of a golden itself.
func goldenOf(file string) string {
	if stem, is := strings.CutSuffix(file, parquetSuffix); is {
		return stem + Suffix
	}
	return file
}

// isGolden reports whether a path from the module's root is one that FileName can give.
func isGolden(name string) bool {
	_, rest, ok := strings.Cut("/"+name, "/"+goldenDir+"/")
	return ok && fs.ValidPath(name) && strings.Contains(rest, "/") && strings.HasSuffix(name, Suffix)
}
