package arrowtext

import "github.com/apache/arrow/go/v17/arrow"

// bounded refuses a type of which one null makes more than widest elements of type null, since these take no memory but
// time.
func (p *typeParser) bounded(dt arrow.DataType) arrow.DataType {
	if freeNulls(dt) > widest {
		p.fail(p.i, "a fixed-size list holds at most %d elements of type null", widest)
	}
	return dt
}

func freeNulls(dt arrow.DataType) (n int64) {
	switch t := dt.(type) {
	case *arrow.NullType:
		return 1
	case *arrow.FixedSizeListType:
		return int64(t.Len()) * freeNulls(t.Elem())
	case arrow.ExtensionType:
		return freeNulls(t.StorageType())
	case *arrow.StructType:
		for _, f := range t.Fields() {
			n += freeNulls(f.Type)
		}
	}
	return n
}
