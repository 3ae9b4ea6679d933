package gen

import (
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/gen/internal/columns"
	"github.com/assay-go/assay/gen/internal/draw"
)

// withNulls applies the nulls of a node, and of the structs around it, to its values. It releases a.
func (b *batch) withNulls(n *node, a arrow.Array) (arrow.Array, error) {
	var null []bool
	if n.isStruct() {
		null = b.structNulls(n)
	} else {
		null = b.leafNulls(n)
	}
	if null == nil {
		return a, nil
	}
	// A null list must have no elements: writers such as that of Parquet accept no others.
	if a.Data().Offset() == 0 && columns.HasValidity(a.DataType()) && a.DataType().ID() != arrow.LIST {
		return columns.WithNulls(b.mem, a, func(k int) bool { return null[k] }), nil
	}
	index := make([]int, len(null))
	for k := range index {
		index[k] = k
		if null[k] {
			index[k] = columns.NoRow
		}
	}
	defer a.Release()
	return columns.Take(b.mem, a, index)
}

// leafNulls returns the rows in which a node other than a struct is null: by its own draw, or because its struct is. It
// returns nil if there are none.
func (b *batch) leafNulls(n *node) []bool {
	null := b.drawnNulls(n)
	if owner := n.group.owner; owner != nil && owner.scope == b.scope {
		return either(null, b.structNulls(owner))
	}
	return null
}

func either(a, b []bool) []bool {
	if a == nil || b == nil {
		return slices.Concat(a, b)
	}
	out := slices.Clone(a)
	for k, null := range b {
		out[k] = out[k] || null
	}
	return out
}

func (b *batch) drawnNulls(n *node) []bool {
	if !n.drawnNulls() {
		return nil
	}
	null := make([]bool, b.rows.N)
	switch b.plan.searched(n).nulls {
	case noNulls:
		return nil
	case onlyNulls:
		for k := range null {
			null[k] = true
		}
		return null
	}
	chance := draw.NewChance(n.column.Null)
	b.rows.Draws(draw.Substream(b.key(n), draw.ForNulls), func(at int, u []uint64) {
		for k := range u {
			null[at+k] = chance.Happens(u[k])
		}
	})
	return null
}

// structNulls returns the rows in which a struct is null: drawn, pinned, or inside a null struct. A pinned field makes
// its struct a value.
func (b *batch) structNulls(n *node) []bool {
	if b.nulls[n.slot] != nil {
		return b.nulls[n.slot]
	}
	null := b.leafNulls(n)
	for _, s := range b.pinned(n).segments {
		if null == nil {
			null = make([]bool, b.rows.N)
		}
		for k := s.lo; k < s.hi; k++ {
			null[k-b.rows.Lo] = s.value == pinnedNull
		}
	}
	b.nulls[n.slot] = null
	return null
}
