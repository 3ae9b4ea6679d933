// Package golden compares tables with golden files that people read, and says what changed.
//
//	func TestReport(t *testing.T) {
//		golden.Assert(t, "spring", Report(orders), golden.Options{Key: []string{"campaign_id"}})
//	}
//
// It takes any Arrow table, record or record reader, and with [AssertValue] any Go value. It needs nothing else of Assay: it
// knows no fixtures. It is no store for large results, no exchange format and no way to edit data by hand: a golden is
// written by a machine, read by people, and reviewed as a diff.
//
// What a golden looks like is described in docs/goldens.md.
//
// # Comparison
//
// The comparison works on values, not on text. Columns go by name, in any order. Rows go by key where there is one; in an ordered
// table by what they hold, so that a row put in is one row added and a row elsewhere is one row moved; in a multiset by what
// they hold alone. NaN equals NaN, null equals null, null is not NaN, and -0 is not 0. A [Tolerance] lets a column drift. The
// [Report] is a plain value, which renders as text, Markdown, HTML and JSON.
package golden
