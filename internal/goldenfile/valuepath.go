package goldenfile

import "strings"

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
