// Package inline reads and writes expectations: goldens that stand in a source, beside the case that they belong to.
//
// The expectation of a table is text that is aligned for people:
//
//	country  orders  revenue
//	DE            3    30.00
//	FR            3    30.00
//
// The first line names the columns. Two or more spaces separate cells, which are written as in a golden file: null,
// "" for the empty text, JSON for lists and structs. A text that has two spaces in a row is a JSON string, too. Numbers
// are aligned to the right. How the lines are indented does not count. A line that starts with # is a comment.
//
// The expectation has no types: those of the result apply. A column of the result that it leaves out is not compared.
// If a line starts with "# inputs", the input lines of the golden stand there.
//
// The expectation of a value is its YAML, as in a golden file.
//
// A [Site] is where a running test took an expectation from, and a [Place] is where that is in the sources now. Sources
// are found by the names of packages, declarations and cases, so edits do not lose them.
package inline
