// Package tablediff compares two goldens by what they hold, and says how they differ as a [report.Report].
//
// Columns go by name, in any order. Rows go by key where there is one; in an ordered table by what they hold, so that a row put
// in is one row added and a row elsewhere is one row moved; in a multiset by what they hold alone. NaN equals NaN, null equals
// null, null is not NaN, and -0 is not 0.
package tablediff
