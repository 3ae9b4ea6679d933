// Package csvtext tells how a CSV file is written. The data files of fixtures and those that regen reads share it, so that
// a file has the same columns in both.
package csvtext

import "bytes"

// Separator returns what separates the names in the first line of a file, which head starts with: a comma, or a semicolon
// or else a tab where there is no comma. What is between quotes separates nothing.
func Separator(head []byte) rune {
	found, quoted := ',', false
	for _, c := range bytes.TrimLeft(head, "\r\n") {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ',':
			return ','
		case c == '\n':
			return found
		case c == ';', c == '\t' && found == ',':
			found = rune(c)
		}
	}
	return found
}
