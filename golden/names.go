package golden

// FileName returns the path of a golden from the test's directory, with slashes.
func FileName(test, name string) (string, error) { return "", errUnderWay }
