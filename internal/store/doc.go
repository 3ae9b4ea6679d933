// Package store reads and writes the files around goldens: the goldens themselves, results that wait for approval, the
// declarations of tests, the reasons of approvals, and the policy of a module. All reads and writes stay inside the
// module.
package store
