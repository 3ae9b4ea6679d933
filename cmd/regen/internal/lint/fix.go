package lint

import (
	"os"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// A removal takes an item off the list of a key `uses`.
type removal struct {
	key, list, item *yaml.Node
	flow            bool // the case is written as {…}
}

// removalOf returns the removal of an item of the uses of a case, nil where they are not written as a list on one line.
func removalOf(n, item *yaml.Node) *removal {
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, list := n.Content[i], n.Content[i+1]
		if key.Value == "uses" && list.Kind == yaml.SequenceNode && list.Style&yaml.FlowStyle != 0 && key.Line == list.Line {
			return &removal{key, list, item, n.Style&yaml.FlowStyle != 0}
		}
	}
	return nil
}

// Fix removes what can be removed safely, and returns the findings that are left. It keeps all other lines as they are.
func Fix(findings []Finding) (left []Finding, err error) {
	byFile := map[string][]*removal{}
	var files []string
	for _, f := range findings {
		if f.fix == nil {
			left = append(left, f)
			continue
		}
		if byFile[f.File] == nil {
			files = append(files, f.File)
		}
		byFile[f.File] = append(byFile[f.File], f.fix)
	}
	for _, file := range files {
		if err := fixFile(file, byFile[file]); err != nil {
			return nil, err
		}
	}
	return left, nil
}

// fixFile rewrites the lines of the lists.
func fixFile(file string, removals []*removal) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	lines := strings.SplitAfter(string(text), "\n")
	var done []*yaml.Node
	slices.SortStableFunc(removals, func(a, b *removal) int { return b.list.Column - a.list.Column }) // of a line, the last list first
	for _, r := range removals {
		if slices.Contains(done, r.list) {
			continue
		}
		done = append(done, r.list)
		line := &lines[r.key.Line-1]
		open := offset(*line, r.list.Column)
		end := open + strings.IndexByte((*line)[open:], ']')
		if end < open || (*line)[open] != '[' {
			continue // the list goes on on another line
		}
		var keep []string
		for _, item := range r.list.Content {
			if !slices.ContainsFunc(removals, func(o *removal) bool { return o.item == item }) {
				keep = append(keep, item.Value)
			}
		}
		*line = (*line)[:open] + "[" + strings.Join(keep, ", ") + (*line)[end:]
		switch before := strings.TrimRight((*line)[:offset(*line, r.key.Column)], " "); {
		case len(keep) > 0:
		case !r.flow:
			*line = withoutKey(*line, r.key)
		case strings.HasSuffix(before, ","):
			*line = strings.TrimSuffix(before, ",") + (*line)[open+len("[]"):]
		}
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(strings.Join(lines, "")), info.Mode().Perm())
}

// offset returns the byte at which a column of a line starts; columns count characters, from 1.
func offset(line string, column int) int {
	for at := range line {
		if column--; column == 0 {
			return at
		}
	}
	return len(line)
}

// withoutKey returns what is left of a line whose key has lost its value: nothing, or the mark of the list item that it
// starts.
func withoutKey(line string, key *yaml.Node) string {
	before := line[:min(key.Column-1, len(line))]
	if strings.TrimSpace(before) == "" {
		return ""
	}
	return before + "uses: []\n"
}
