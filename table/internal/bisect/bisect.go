// Package bisect finds which of many suspects change a result, by testing halves of them together.
package bisect

// A Culprit is a smallest set of suspects that changes the result: one suspect, or several that only do so together.
type Culprit[T, E any] struct {
	Suspects []T
	Evidence *E
}

// Find returns the culprits among suspects. The function changes tests some of the suspects, and returns evidence if
// they change the result, else nil. All suspects together are known to change it, with the given evidence.
//
// Find tests halves, so one culprit among n suspects costs about 2·log2(n) tests, and k culprits at most k times as
// many.
func Find[T, E any](suspects []T, evidence *E, changes func([]T) (*E, error)) ([]Culprit[T, E], error) {
	if len(suspects) == 1 {
		return []Culprit[T, E]{{suspects, evidence}}, nil
	}
	var found []Culprit[T, E]
	a, b := halves(suspects)
	for _, half := range [][]T{a, b} {
		e, err := changes(half)
		if err != nil {
			return nil, err
		}
		if e == nil {
			continue
		}
		more, err := Find(half, e, changes)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	if found != nil {
		return found, nil
	}
	// Neither half changes the result by itself: it takes some of both.
	fromA, err := needed(a, b, changes)
	if err != nil {
		return nil, err
	}
	fromB, err := needed(b, fromA, changes)
	if err != nil {
		return nil, err
	}
	together := join(fromA, fromB)
	if e, err := changes(together); err != nil {
		return nil, err
	} else if e != nil {
		evidence = e
	}
	return []Culprit[T, E]{{together, evidence}}, nil
}

// needed returns a smallest subset of suspects that, together with others, changes the result. All suspects with the
// others do change it, and the others alone do not.
func needed[T, E any](suspects, others []T, changes func([]T) (*E, error)) ([]T, error) {
	if len(suspects) == 1 {
		return suspects, nil
	}
	a, b := halves(suspects)
	for _, half := range [][]T{a, b} {
		e, err := changes(join(half, others))
		if err != nil {
			return nil, err
		}
		if e != nil {
			return needed(half, others, changes)
		}
	}
	fromA, err := needed(a, join(b, others), changes)
	if err != nil {
		return nil, err
	}
	fromB, err := needed(b, join(fromA, others), changes)
	if err != nil {
		return nil, err
	}
	return join(fromA, fromB), nil
}

func halves[T any](s []T) (a, b []T) { return s[:len(s)/2], s[len(s)/2:] }

func join[T any](a, b []T) []T { return append(append(make([]T, 0, len(a)+len(b)), a...), b...) }
