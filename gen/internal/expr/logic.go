package expr

// The kernels of this file handle nulls and bad rows themselves, because a branch that is not chosen has no effect.

func notKernel(s *state, n *node, out *block, args []*block) {
	for i := range out.bools {
		out.bools[i] = !args[0].bools[i]
	}
}

// nullTest returns the kernel of x == nil or x != nil.
func nullTest(isNull bool) kernel {
	return func(s *state, n *node, out *block, args []*block) {
		x := args[0]
		for i := range out.bools {
			out.bools[i] = x.null[i] == isNull
			out.takeBad(x, i)
		}
	}
}

// logicKernel returns the kernel of and, or or, in three-valued logic. decides is the value of one side that decides
// the result whatever the other side is. If the left side decides, the right side need not have a value.
func logicKernel(decides bool) kernel {
	return func(s *state, n *node, out *block, args []*block) {
		o := out.bools
		a, b := args[0], args[1]
		if !a.hasNull && !b.hasNull {
			for i := range o {
				o[i] = (a.bools[i] == decides || b.bools[i] == decides) == decides
			}
			return
		}
		for i := range o {
			o[i] = false
			out.takeBad(a, i)
			if !a.null[i] && a.bools[i] == decides {
				o[i] = decides
				continue
			}
			out.takeBad(b, i)
			switch {
			case !b.null[i] && b.bools[i] == decides:
				o[i] = decides
			case a.null[i] || b.null[i]:
				out.setNull(i)
			default:
				o[i] = !decides
			}
		}
	}
}

// choose is cond ? then : else. A null condition counts as false.
func choose(s *state, n *node, out *block, args []*block) {
	cond, then, other := args[0], args[1], args[2]
	if n.kind != nullKind {
		chosen, null := cond.bools[:s.rows], cond.null[:s.rows]
		switch n.kind {
		case boolKind:
			pick(out.bools, chosen, null, then.bools, other.bools)
		case floatKind:
			pick(out.floats, chosen, null, then.floats, other.floats)
		case decimalKind:
			pick(out.decimals, chosen, null, then.decimals, other.decimals)
		case textKind:
			pick(out.texts, chosen, null, then.texts, other.texts)
		default:
			pick(out.ints, chosen, null, then.ints, other.ints)
		}
	}
	if !then.hasNull && !other.hasNull && !cond.hasBad {
		return
	}
	for i := range s.rows {
		out.takeBad(cond, i)
		from := other
		if cond.bools[i] && !cond.null[i] {
			from = then
		}
		out.takeNull(from, i)
	}
}

func pick[T any](out []T, chosen, null []bool, then, other []T) {
	for i := range out {
		if chosen[i] && !null[i] {
			out[i] = then[i]
		} else {
			out[i] = other[i]
		}
	}
}

// takeNull makes a row null or bad if it is in from.
func (b *block) takeNull(from *block, row int) {
	if from.null[row] {
		b.setNull(row)
	}
	b.takeBad(from, row)
}

// coalesce is a ?? b. If a is bad, so is the result.
func coalesce(s *state, n *node, out *block, args []*block) {
	a, b := args[0], args[1]
	switch n.kind {
	case nullKind:
	case boolKind:
		pickNull(out.bools, a.null, a.bools, b.bools)
	case floatKind:
		pickNull(out.floats, a.null, a.floats, b.floats)
	case decimalKind:
		pickNull(out.decimals, a.null, a.decimals, b.decimals)
	case textKind:
		pickNull(out.texts, a.null, a.texts, b.texts)
	default:
		pickNull(out.ints, a.null, a.ints, b.ints)
	}
	if !a.hasNull {
		return
	}
	for i := range s.rows {
		if out.takeBad(a, i); a.null[i] {
			out.takeNull(b, i)
		}
	}
}

func pickNull[T any](out []T, null []bool, a, b []T) {
	for i := range out {
		if null[i] {
			out[i] = b[i]
		} else {
			out[i] = a[i]
		}
	}
}
