// Package golden compares tables with golden files that people read.
package golden
