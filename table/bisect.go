package table

// A culprit is a smallest set of suspects that moves the result: one, or several that only do so together.
type culprit[T, E any] struct {
	suspects []T
	evidence *E
}

// culprits finds the suspects that move a result. The function moves runs the transform with some of them redrawn,
// and returns what moved, or nil. All of them together are known to move it, with the given evidence.
//
// Halves are tested together, so that one culprit among n suspects costs about 2·log2(n) runs, and k of them k times
// that at most.
func culprits[T, E any](suspects []T, evidence *E, moves func([]T) (*E, error)) ([]culprit[T, E], error) {
	if len(suspects) == 1 {
		return []culprit[T, E]{{suspects, evidence}}, nil
	}
	var found []culprit[T, E]
	a, b := halves(suspects)
	for _, half := range [][]T{a, b} {
		e, err := moves(half)
		if err != nil {
			return nil, err
		}
		if e == nil {
			continue
		}
		more, err := culprits(half, e, moves)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	if found != nil {
		return found, nil
	}
	// Neither half moves the result by itself: it takes some of both.
	fromA, err := needed(a, b, moves)
	if err != nil {
		return nil, err
	}
	fromB, err := needed(b, fromA, moves)
	if err != nil {
		return nil, err
	}
	together := join(fromA, fromB)
	if e, err := moves(together); err != nil {
		return nil, err
	} else if e != nil {
		evidence = e
	}
	return []culprit[T, E]{{together, evidence}}, nil
}

// needed returns a smallest part of suspects that, together with others, moves the result. All of them do, and the
// others alone do not.
func needed[T, E any](suspects, others []T, moves func([]T) (*E, error)) ([]T, error) {
	if len(suspects) == 1 {
		return suspects, nil
	}
	a, b := halves(suspects)
	for _, half := range [][]T{a, b} {
		e, err := moves(join(half, others))
		if err != nil {
			return nil, err
		}
		if e != nil {
			return needed(half, others, moves)
		}
	}
	fromA, err := needed(a, join(b, others), moves)
	if err != nil {
		return nil, err
	}
	fromB, err := needed(b, join(fromA, others), moves)
	if err != nil {
		return nil, err
	}
	return join(fromA, fromB), nil
}

func halves[T any](s []T) (a, b []T) { return s[:len(s)/2], s[len(s)/2:] }

func join[T any](a, b []T) []T { return append(append(make([]T, 0, len(a)+len(b)), a...), b...) }
