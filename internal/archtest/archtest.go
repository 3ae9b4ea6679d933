// Package archtest holds no code: its tests keep the structure of the repository, which imports may run where.
package archtest
