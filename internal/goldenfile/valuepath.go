package goldenfile

import (
	"fmt"
	"strings"
)

// ValuePath returns a path for a message, "value" for the whole value.
func ValuePath(path string) string {
	if path == "" {
		return "value"
	}
	return path
}

// JoinPath returns the path of an element of a mapping.
func JoinPath(path, key string) string {
	if !plainName(key) || strings.Contains(key, ".") {
		return path + "[" + string(appendYAMLString(nil, key)) + "]"
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// FirstLine returns the line of a golden in which its value starts.
func (f *File) FirstLine() int {
	line := 3 + len(f.Unwritten) + len(f.Inputs)
	if f.Folded {
		line++
	}
	return line
}

// ValueLines calls visit with the lines of a value and of everything in it. It returns the line after the last one.
func ValueLines(v any, line int, visit func(path string, line int)) int {
	return valueLines(v, "", line, visit)
}

func valueLines(v any, path string, line int, visit func(path string, line int)) int {
	visit(path, line)
	switch v := v.(type) {
	case Mapping:
		for _, e := range v {
			at := line
			if isBlock(e.Value) {
				line++
			}
			line = valueLines(e.Value, JoinPath(path, e.Key), line, visit)
			visit(JoinPath(path, e.Key), at)
		}
	case []any:
		for i, item := range v {
			line = valueLines(item, fmt.Sprintf("%s[%d]", path, i), line, visit)
		}
	}
	if isBlock(v) {
		return line
	}
	if text, ok := v.(string); ok && literal(text) {
		return line + 2 + strings.Count(strings.TrimSuffix(text, "\n"), "\n")
	}
	return line + 1
}
