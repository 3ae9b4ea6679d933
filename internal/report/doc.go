// Package report holds the difference between two goldens as a plain value, and writes it as text, Markdown, HTML and
// JSON.
package report
