//go:build !unix

package serve

func closeOnExec(uintptr) {} // sockets are not inherited there
