// Package cells compares and hashes the cells of Arrow arrays by their types, exactly or within a tolerance.
package cells
