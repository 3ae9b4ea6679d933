package goldenfile

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// mostFolded is the size of the YAML above which a part of a value is replaced by its digest.
const mostFolded = 10_000

// The blocks of a folded list or mapping: each has a power of two of elements, and at least leastBlock.
const (
	leastBlock = 16
	mostBlocks = 64
)

// FoldValue returns the digest of a value: each part that takes more than 10,000 bytes, after the parts in it were
// replaced, is replaced by its size, its hash and hashes of blocks of its elements.
func FoldValue(f *File) (*File, error) {
	v, err := ParseYAML(f.Value)
	if err != nil {
		return nil, err
	}
	out := *f
	out.Value, out.Folded = EncodeYAML(fold(v)), true
	return &out, nil
}

// fold returns a value with its long parts replaced by digests.
func fold(v any) any {
	short := v
	switch v := v.(type) {
	case Mapping:
		m := make(Mapping, len(v))
		for i, e := range v {
			m[i] = Entry{e.Key, fold(e.Value)}
		}
		short = m
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = fold(item)
		}
		short = list
	}
	if len(EncodeYAML(short)) <= mostFolded {
		return short
	}
	switch v := v.(type) {
	case Mapping:
		blocks := foldBlocks(len(v), func(lo, hi int) (string, any) { return v[lo].Key, v[lo:hi] })
		return Mapping{{"entries", int64(len(v))}, {"sha256", hashOf(v, 8)}, {"blocks", blocks}}
	case []any:
		blocks := foldBlocks(len(v), func(lo, hi int) (string, any) { return strconv.Itoa(lo), v[lo:hi] })
		return Mapping{{"elements", int64(len(v))}, {"sha256", hashOf(v, 8)}, {"blocks", blocks}}
	case string:
		return Mapping{{"bytes", int64(len(v))}, {"sha256", hashOf(v, 8)}}
	case []byte:
		return Mapping{{"bytes", int64(len(v))}, {"sha256", hashOf(v, 8)}}
	}
	return v
}

// foldBlocks returns the hash of each block of a list or mapping of n elements, by the name of its first one.
func foldBlocks(n int, part func(lo, hi int) (first string, block any)) any {
	size := leastBlock
	for n > size*mostBlocks {
		size *= 2
	}
	blocks := Mapping{}
	for lo := 0; lo < n; lo += size {
		first, block := part(lo, min(lo+size, n))
		blocks = append(blocks, Entry{first, hashOf(block, 4)})
	}
	return blocks
}

// hashOf returns the first bytes of the SHA-256 of a value's YAML.
func hashOf(v any, bytes int) string {
	sum := sha256.Sum256(EncodeYAML(v))
	return hex.EncodeToString(sum[:bytes])
}
