// Package ci reports whether the process runs on a CI server.
package ci

import (
	"os"
	"strconv"
)

// Variables are the environment variables that CI servers set. CI is what most of them set; Jenkins, Azure Pipelines
// and TeamCity set the others only.
var Variables = []string{"CI", "JENKINS_URL", "TF_BUILD", "TEAMCITY_VERSION"}

// Setting returns the variable that shows that the process runs on a CI server, as "CI=true". It returns "" if no
// variable does. A false value counts as unset, except that CI=false overrules the other variables.
func Setting() string {
	for _, name := range Variables {
		value := os.Getenv(name)
		if value == "" {
			continue
		}
		if on, err := strconv.ParseBool(value); err != nil || on {
			return name + "=" + value
		}
		if name == "CI" {
			return ""
		}
	}
	return ""
}
