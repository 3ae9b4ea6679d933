package goldenfile

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

type sha256Sum = [sha256.Size]byte

// A hashTree is the Merkle tree of RFC 6962 over leaves, in O(1) memory. It keeps the roots of blocks, which are
// subtrees of a power of two of leaves.
type hashTree struct {
	leaves int         // per block
	blocks []sha256Sum // the roots of complete blocks
	open   []sha256Sum // the roots of complete subtrees of the last block, the largest first
	n      int         // leaves in open
}

func (t *hashTree) add(leaf sha256Sum) {
	t.n++
	t.open = pushNode(t.open, leaf, t.n)
	if t.n == t.leaves {
		t.blocks, t.open, t.n = append(t.blocks, t.open[0]), t.open[:0], 0
	}
}

// double merges pairs of blocks. The last block has to be complete, and the number of blocks even.
func (t *hashTree) double() {
	for i := range len(t.blocks) / 2 {
		t.blocks[i] = parentNode(t.blocks[2*i], t.blocks[2*i+1])
	}
	t.blocks, t.leaves = t.blocks[:len(t.blocks)/2], 2*t.leaves
}

func (t *hashTree) root() sha256Sum {
	var nodes []sha256Sum
	for i, block := range t.blocks {
		nodes = pushNode(nodes, block, i+1)
	}
	return rootOf(append(nodes, t.open...))
}

// blockRoots returns the roots of all blocks, the last of which may be incomplete.
func (t *hashTree) blockRoots() []sha256Sum {
	if t.n == 0 {
		return t.blocks
	}
	return append(t.blocks, rootOf(t.open))
}

// pushNode appends the n-th node, and merges what are complete subtrees then.
func pushNode(nodes []sha256Sum, node sha256Sum, n int) []sha256Sum {
	for ; n&1 == 0; n >>= 1 {
		last := len(nodes) - 1
		node, nodes = parentNode(nodes[last], node), nodes[:last]
	}
	return append(nodes, node)
}

// rootOf returns the root of a tree of complete subtrees, the largest first.
func rootOf(nodes []sha256Sum) sha256Sum {
	if len(nodes) == 0 {
		return sha256.Sum256(nil)
	}
	root := nodes[len(nodes)-1]
	for i := len(nodes) - 2; i >= 0; i-- {
		root = parentNode(nodes[i], root)
	}
	return root
}

// The first byte of what is hashed. It tells a leaf from a node.
const (
	leafMark = 0
	nodeMark = 1
)

func parentNode(left, right sha256Sum) sha256Sum {
	var both [1 + 2*sha256.Size]byte
	both[0] = nodeMark
	copy(both[1:], left[:])
	copy(both[1+sha256.Size:], right[:])
	return sha256.Sum256(both[:])
}

// leafRows is how many rows a leaf has. The last leaf may have fewer.
const leafRows = FewestInBlock

// A rowsHash is the hash of the cells of a column in a run of rows. The package comment specifies it.
type rowsHash struct {
	tree  hashTree
	total int // rows in all leaves

	leaf        hash.Hash // of the unfinished leaf
	rows, nulls int       // in it
	null        [leafRows / 8]byte
	mark, tail  []byte // buffers
	sum         sha256Sum
}

func newRowsHash() *rowsHash {
	return &rowsHash{tree: hashTree{leaves: 1}, leaf: sha256.New(), mark: []byte{leafMark}}
}

// room returns how many rows the unfinished leaf takes.
func (h *rowsHash) room() int { return leafRows - h.rows }

// add adds the cells of rows that c has read, which fit into the leaf.
func (h *rowsHash) add(c *cellReader, rows int) {
	if h.rows == 0 {
		h.leaf.Reset()
		h.leaf.Write(h.mark)
	}
	h.leaf.Write(c.cells)
	for _, at := range c.nulls {
		at += h.rows
		h.null[at/8] |= 1 << (at % 8)
	}
	h.nulls += len(c.nulls)
	if h.rows += rows; h.rows == leafRows {
		h.endLeaf()
	}
}

func (h *rowsHash) endLeaf() {
	if h.rows == 0 {
		return
	}
	tail := h.tail[:0]
	if h.nulls > 0 {
		tail = append(tail, h.null[:(h.rows+7)/8]...)
		h.null = [leafRows / 8]byte{}
	}
	tail = binary.LittleEndian.AppendUint16(tail, uint16(h.rows))
	tail = binary.LittleEndian.AppendUint16(tail, uint16(h.nulls))
	h.leaf.Write(tail)
	h.tail = tail
	if h.total += h.rows; BlockSize(h.total) > leafRows*h.tree.leaves {
		h.tree.double()
	}
	h.leaf.Sum(h.sum[:0])
	h.tree.add(h.sum)
	h.rows, h.nulls = 0, 0
}

func (h *rowsHash) root() sha256Sum {
	h.endLeaf()
	return h.tree.root()
}
