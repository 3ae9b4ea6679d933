package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// goldenDir is the directory of goldens below that of their package.
const goldenDir = "testdata/golden"

// Suffix is the suffix of a golden's file name.
const Suffix = ".golden"

// Lengths in bytes. File systems allow 255 per name and Windows 260 per path; the suffix, a temporary name and the
// directories of a checkout need room, too.
const (
	longestPart = 100
	longestName = 160
)

// GoldenPath returns the path of a golden from the directory of its package, with slashes: for test "TestReport/eu" and
// name "lift/q1" it is "testdata/golden/TestReport/lift/q1.golden". Only the first part of the test's name counts, so
// subtests of one test function share a directory.
//
// Every name gives a file that all systems and published Go modules can hold. Letters, digits and most punctuation stay
// as they are, a space becomes an underscore as in the name of a subtest, and a slash starts a directory. Each byte
// that a file name cannot hold becomes %XX. A name that is too long is cut and ends in a hash. A name that leads out of
// its directory is an error.
func GoldenPath(test, name string) (string, error) {
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

// portable returns the path of a golden's name, without suffix.
func portable(name string) (string, error) {
	if name == "" {
		return "", errors.New("the golden's name is empty: pass one; it becomes the file name")
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

// portablePart returns a file name for one part of a name. Different parts have different file names, except that
// spaces count as underscores, and that letter case and equivalent Unicode forms do not count.
func portablePart(part string, dir bool) string {
	if part == "" {
		return "%2F" // between two slashes
	}
	if simplePart(part) {
		return part
	}
	text := norm.NFC.String(part)
	stem := len(text) // start of a suffix that would make a directory look like a golden
	if dir && strings.EqualFold(path.Ext(text), Suffix) {
		stem -= len(Suffix)
	}
	misplaced := func(i int) bool { // whether the character at i is allowed only elsewhere
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

// simplePart reports whether a part needs no mapping: a word of at most longestPart bytes that is not a Windows device.
func simplePart(part string) bool {
	for i := range len(part) {
		c := part[i]
		if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return len(part) <= longestPart && !reserved(part)
}

// plain reports whether r may be in a file name: a Go module may have it in its zip, and neither patterns nor the
// mapping give it a meaning.
func plain(r rune, size int) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' ||
			strings.ContainsRune("!#&()+,-.=@_", r)
	}
	return (r != utf8.RuneError || size > 1) && unicode.IsLetter(r)
}

// reserved reports whether name is a device on Windows, with any extension.
func reserved(name string) bool {
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch base {
	case "con", "prn", "aux", "nul", "conin$", "conout$", "clock$":
		return true
	}
	return len(base) == 4 && (base[:3] == "com" || base[:3] == "lpt") && '0' <= base[3] && base[3] <= '9'
}

// cut shortens text, the mapped form of part, to longestPart bytes: its beginning and a hash of part.
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

// FoldPath returns the same key for paths that are one file on a case-insensitive file system.
func FoldPath(p string) string { return strings.ToLower(strings.ToUpper(p)) }

const (
	parquetSuffix  = ".parquet"
	longestParquet = 512 << 20 // bytes
)

// ParquetFile returns the path of the Parquet file of a golden or pending result.
func ParquetFile(name string) string { return strings.TrimSuffix(name, Suffix) + parquetSuffix }

// goldenOf returns the golden of a Parquet file; for a golden, it returns the golden.
func goldenOf(file string) string {
	if stem, is := strings.CutSuffix(file, parquetSuffix); is {
		return stem + Suffix
	}
	return file
}

// isGolden reports whether FileName can return a path, given from the module's root.
func isGolden(name string) bool {
	_, rest, ok := strings.Cut("/"+name, "/"+goldenDir+"/")
	return ok && fs.ValidPath(name) && strings.Contains(rest, "/") && strings.HasSuffix(name, Suffix)
}
