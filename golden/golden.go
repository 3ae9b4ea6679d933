// Package golden compares tables with golden files that people read, and says what changed.
//
//	func TestReport(t *testing.T) {
//		golden.Assert(t, "spring", Report(orders), golden.Options{Key: []string{"campaign_id"}})
//	}
//
// [Assert] takes any Arrow table, record or record reader, and [AssertValue] any other Go value. Package golden works
// without the rest of Assay. Tests write goldens, and people review them as diffs. A golden is not a store for large
// results, not an exchange format, and not for editing by hand. docs/goldens.md describes its format.
//
// # Comparison
//
// Values are compared, not text. Columns are matched by name, in any order. Rows are matched by key if there is one. In
// an ordered table they are matched by content, so an inserted row is one added row and a row in another place is one
// moved row. In a multiset only the content counts. NaN equals NaN and null equals null; null differs from NaN, and -0
// from 0. A [Tolerance] lets a column drift.
package golden
