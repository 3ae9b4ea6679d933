package message

import (
	"slices"
	"strconv"
	"strings"
)

// DidYouMean returns ` (did you mean "x"?)` with the candidate that is nearest to name, or "" if none is near.
func DidYouMean(name string, candidates []string) string {
	if near := Nearest(name, candidates); near != "" {
		return Suggest(strconv.Quote(near))
	}
	return ""
}

// DidYouMeanOr is [DidYouMean], but lists all candidates if none is near and they are few: ": there are a, b".
func DidYouMeanOr(name string, candidates []string) string {
	const few = 24
	near := DidYouMean(name, candidates)
	switch n := len(candidates); {
	case near != "" || n > few:
		return near
	case n == 0:
		return ": there are none"
	}
	return ": there are " + strings.Join(candidates, ", ")
}

// Suggest returns ` (did you mean x or y?)`, the end of a message that suggests what to write instead.
func Suggest(instead ...string) string {
	return " (did you mean " + strings.Join(instead, " or ") + "?)"
}

// Nearest returns the candidate closest to name, or "" if none is close enough to be a likely slip. Case, underscores
// and hyphens count for little, so "CampaignID" finds "campaign_id". A candidate of which name is the beginning, of at
// least three characters, is closer than any other. Of equally close candidates, Nearest returns one with the longest
// common beginning, the first of them.
func Nearest(name string, candidates []string) string {
	const shortestStart = 3
	var buffers [2][longestFolded]rune
	want := fold(buffers[0][:0], name)
	type closeness struct {
		begun            bool
		distance, common int
	}
	best, nearest := "", closeness{distance: max(1, len(want)/3) + 1}
	for _, c := range candidates {
		if c == name {
			continue
		}
		have := fold(buffers[1][:0], c)
		is := closeness{common: commonStart(want, have)}
		is.begun = is.common == len(want) && is.common >= shortestStart
		limit := nearest.distance + 1
		if is.begun {
			is.distance = len(have) - len(want)
		} else {
			is.distance = distance(want, have, limit)
		}
		closer := is.distance < nearest.distance ||
			best != "" && is.distance == nearest.distance && is.common > nearest.common
		if is.begun && !nearest.begun || is.begun == nearest.begun && closer {
			best, nearest = c, is
		}
	}
	return best
}

// commonStart returns the length of the longest common beginning.
func commonStart(a, b []rune) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// NearlySame reports whether two words of at least five letters differ by one letter, or by two that are exchanged.
func NearlySame(a, b string) bool {
	const shortest = 5
	if min(len(a), len(b)) < shortest || max(len(a), len(b)) > longestFolded || strings.ContainsAny(a+b, "0123456789") {
		return false
	}
	return a != b && distance([]rune(a), []rune(b), 2) == 1
}

// longestFolded is the number of characters for which distance is cheap.
const longestFolded = 100

// fold appends s in lower case without separators, cut to a length for which distance is cheap.
func fold(out []rune, s string) []rune {
	for _, r := range strings.ToLower(s) {
		if r == '_' || r == '-' || r == ' ' {
			continue
		}
		if out = append(out, r); len(out) == longestFolded {
			break
		}
	}
	return out
}

// distance returns the number of insertions, deletions, replacements and swaps of neighbors that turn a into b (optimal
// string alignment). It returns limit if the distance is limit or more.
func distance(a, b []rune, limit int) int {
	switch {
	case len(a)-len(b) >= limit || len(b)-len(a) >= limit:
		return limit
	case limit == 1 && !slices.Equal(a, b):
		return 1
	}
	var rows [3][longestFolded + 1]int
	before, prev, cur := rows[0][:len(b)+1], rows[1][:len(b)+1], rows[2][:len(b)+1]
	for j := range prev {
		prev[j] = j
	}
	for i := range a {
		cur[0] = i + 1
		least := cur[0]
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			cur[j+1] = min(prev[j]+cost, prev[j+1]+1, cur[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				cur[j+1] = min(cur[j+1], before[j-1]+1)
			}
			least = min(least, cur[j+1])
		}
		if least > limit { // a swap in the next row can save one at most
			return limit
		}
		before, prev, cur = prev, cur, before
	}
	return min(prev[len(b)], limit)
}
