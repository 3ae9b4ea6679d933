package datafile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// A Dialect says how a CSV file is written. The zero value finds the delimiter and UTF-16 from the file, and reads
// everything else as RFC 4180 and ISO 8601 have it.
type Dialect struct {
	Delimiter  string   // between cells: one character, or \t
	Header     []string // the names of the columns of a file without a header line
	NoHeader   bool     // the file has no header line; without Header, the columns are column_1, column_2, …
	Nulls      []string // cells that are null, quoted or not, beside an empty one without quotes
	Comment    string   // the character at the start of lines to skip
	DateFormat string   // of dates and times, such as %d.%m.%Y; ISO 8601 is read too
	Decimal    string   // the decimal point: a period or a comma
	Encoding   string   // of the characters: see [Encodings]
}

// A DialectError is a wrong part of a dialect.
type DialectError struct{ Key, Msg string }

func (e *DialectError) Error() string { return e.Key + " " + e.Msg }

// Check returns an error of type [*DialectError] if the dialect cannot be read.
func (d Dialect) Check() error {
	_, err := d.compile()
	return err
}

// IsSet reports whether the dialect says anything.
func (d Dialect) IsSet() bool {
	return len(d.Header) > 0 || len(d.Nulls) > 0 || d.NoHeader ||
		d.Delimiter+d.Comment+d.DateFormat+d.Decimal+d.Encoding != ""
}

// A csvFormat is a checked dialect.
type csvFormat struct {
	Dialect
	delimiter, comment rune // 0: to be found, and none
	dates              string
	encoding           encoding.Encoding // nil: UTF-8
}

func (d Dialect) compile() (f csvFormat, err error) {
	f.Dialect = d
	if d.Delimiter == `\t` { // which is hard to type otherwise
		d.Delimiter = "\t"
	}
	if f.delimiter, err = character("delimiter", d.Delimiter, `such as ; or \t`); err != nil {
		return f, err
	}
	if f.comment, err = character("comment", d.Comment, "such as #"); err != nil {
		return f, err
	}
	if f.comment != 0 && f.comment == f.delimiter {
		return f, &DialectError{"comment", "must differ from delimiter"}
	}
	if d.Decimal != "" && d.Decimal != "." && d.Decimal != "," {
		return f, &DialectError{"decimal", fmt.Sprintf(`must be "." or ","; found %q`, d.Decimal)}
	}
	if d.DateFormat != "" {
		if f.dates, err = timeLayout(d.DateFormat); err != nil {
			return f, &DialectError{"date_format", err.Error()}
		}
	}
	var known bool
	if f.encoding, known = encodings[strings.ToLower(cmp.Or(d.Encoding, "utf-8"))]; !known {
		return f, &DialectError{"encoding", fmt.Sprintf("must be one of %s; found %q", strings.Join(Encodings(), ", "),
			d.Encoding)}
	}
	seen := map[string]bool{}
	for _, name := range d.Header {
		if name == "" || seen[name] {
			return f, &DialectError{"header", fmt.Sprintf("must be names that differ; found %q", name)}
		}
		seen[name] = true
	}
	return f, nil
}

// character returns the only character of a text, or 0 if it is empty.
func character(key, text, example string) (rune, error) {
	c, size := utf8.DecodeRuneInString(text)
	switch {
	case text == "":
		return 0, nil
	case size != len(text), c == utf8.RuneError, strings.ContainsRune("\"\r\n\x00", c):
		return 0, &DialectError{key, fmt.Sprintf("must be one character, %s; found %q", example, text)}
	}
	return c, nil
}

// encodings are the encodings of characters, by name.
var encodings = map[string]encoding.Encoding{
	"utf-8":        nil,
	"utf-16":       utf16,
	"utf-16le":     utf16,
	"utf-16be":     unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
	"windows-1250": charmap.Windows1250,
	"windows-1251": charmap.Windows1251,
	"windows-1252": charmap.Windows1252,
	"iso-8859-1":   charmap.ISO8859_1,
	"iso-8859-2":   charmap.ISO8859_2,
	"iso-8859-15":  charmap.ISO8859_15,
	"macintosh":    charmap.Macintosh,
}

var utf16 = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)

// Encodings returns the names of the encodings that are read.
func Encodings() []string {
	var names []string
	for name := range encodings {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// directives are those of date formats, as Go's layouts have them. Days and months are read with one digit too.
var directives = map[byte]string{
	'Y': "2006", 'y': "06", 'm': "1", 'd': "2", 'b': "Jan", 'B': "January", 'a': "Mon", 'A': "Monday",
	'H': "15", 'I': "3", 'M': "04", 'S': "05", 'p': "PM", 'z': "-0700",
}

// timeLayout returns Go's layout for a format as strftime has it.
func timeLayout(format string) (string, error) {
	var layout strings.Builder
	var has [utf8.RuneSelf]bool
	for i := 0; i < len(format); i++ {
		c := format[i]
		if c != '%' {
			if c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' && c != 'T' && c != 'Z' {
				return "", fmt.Errorf("has %q between its directives: want signs, such as %%d.%%m.%%Y; found %q", c, format)
			}
			layout.WriteByte(c)
			continue
		}
		if i++; i == len(format) || directives[format[i]] == "" {
			if strings.HasPrefix(format[i:], "f") && strings.HasSuffix(format[:i], "%S.%") {
				s := strings.TrimSuffix(layout.String(), ".") // Go reads a fraction after seconds as it comes
				layout.Reset()
				layout.WriteString(s)
				continue
			}
			return "", fmt.Errorf("takes %%Y %%y %%m %%d %%b %%B %%a %%A %%H %%I %%M %%S %%p %%z and %%S.%%f; found %q", format)
		}
		has[format[i]] = true
		layout.WriteString(directives[format[i]])
	}
	if !has['Y'] && !has['y'] || !has['m'] && !has['b'] && !has['B'] || !has['d'] {
		return "", fmt.Errorf("must have a year, a month and a day, such as %%d.%%m.%%Y; found %q", format)
	}
	return layout.String(), nil
}

// date returns a cell that is written as the date format says in ISO 8601.
func (f *csvFormat) date(cell string) string {
	if f.dates == "" {
		return cell
	}
	t, err := time.Parse(f.dates, cell)
	switch {
	case err != nil:
		return cell
	case !strings.Contains(f.dates, "15") && !strings.Contains(f.dates, "3"):
		return t.Format(time.DateOnly)
	case strings.Contains(f.dates, "-0700"):
		return t.UTC().Format("2006-01-02T15:04:05.999999999Z")
	}
	return t.Format("2006-01-02T15:04:05.999999999")
}

// number returns a number as files without a dialect have it: with a decimal point, and without marks between
// thousands. It returns other cells as they are. ok is false for one that has a point where decimal is a comma.
func (f *csvFormat) number(cell string) (text string, ok bool) {
	if f.Decimal == "" {
		return cell, true
	}
	mark := "."
	if f.Decimal == "." {
		mark = ","
	}
	whole, fraction, has := strings.Cut(cell, f.Decimal)
	if plain, marked := withoutMarks(whole, mark, " ", "\u00a0", "\u202f"); marked {
		if cell = plain; has {
			cell += f.Decimal + fraction
		}
	}
	if f.Decimal == "." {
		return cell, true
	}
	return strings.Replace(cell, ",", ".", 1), !strings.Contains(cell, ".")
}

// withoutMarks returns whole digits without one of the marks between thousands, such as 1.234.567.
func withoutMarks(whole string, marks ...string) (plain string, marked bool) {
	for _, mark := range marks {
		groups := strings.Split(whole, mark)
		first := strings.TrimPrefix(groups[0], "-")
		if len(groups) == 1 || first == "" || len(first) > 3 || strings.HasPrefix(first, "0") {
			continue
		}
		groups[0], marked = first, true
		for i, g := range groups {
			marked = marked && (i == 0 || len(g) == 3) && strings.Trim(g, "0123456789") == ""
		}
		if marked {
			return strings.ReplaceAll(whole, mark, ""), true
		}
	}
	return whole, false
}
