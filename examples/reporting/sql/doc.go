// Package sql has reports of package reporting in SQL. Their tests use the same fixture and the same expected results.
package sql
