// Package store keeps goldens and what belongs to them on disk: where a golden stands, the results that wait for approval, what
// tests declare, the reasons of approvals and the policy of a module. Every read and write stays inside the module.
package store
