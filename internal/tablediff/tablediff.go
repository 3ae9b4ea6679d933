// Package tablediff compares two goldens by their values, and returns the difference as a [report.Report].
//
// Columns are matched by name, in any order. Rows are matched by key if there is one. In an ordered table they are
// matched by content, so an inserted row is one added row and a row in another place is one moved row. In a multiset
// only the content counts. NaN equals NaN and null equals null; null differs from NaN, and -0 from 0.
package tablediff
