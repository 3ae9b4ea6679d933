// Package ci tells whether a continuous integration server runs this process.
package ci

import (
	"os"
	"strconv"
)

// Variables are the environment variables that CI servers set. CI is what most of them set; Jenkins, Azure Pipelines
// and TeamCity set the others only.
var Variables = []string{"CI", "JENKINS_URL", "TF_BUILD", "TEAMCITY_VERSION"}

// Setting returns the variable that says that a CI server runs this process, as "CI=true", and "" if none does. A false
// value says nothing, except that CI=false overrules the other variables.
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
