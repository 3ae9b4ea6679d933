package ci

import (
	"strings"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

func TestServersAreKnownByTheVariablesTheySet(t *testing.T) {
	for environment, want := range map[string]string{
		"":                                    "",
		"CI=true":                             "CI=true",
		"CI=1":                                "CI=1",
		"CI=woodpecker":                       "CI=woodpecker",
		"CI=false":                            "",
		"CI=0":                                "",
		"JENKINS_URL=https://ci.example/":     "JENKINS_URL=https://ci.example/",
		"TF_BUILD=True":                       "TF_BUILD=True",
		"TF_BUILD=False":                      "",
		"TEAMCITY_VERSION=2025.11":            "TEAMCITY_VERSION=2025.11",
		"CI=true TF_BUILD=True":               "CI=true",
		"CI=false TF_BUILD=True":              "",
		"TF_BUILD=False TEAMCITY_VERSION=9.1": "TEAMCITY_VERSION=9.1",
	} {
		t.Run(environment, func(t *testing.T) {
			for _, name := range Variables {
				t.Setenv(name, "")
			}
			for variable := range strings.FieldsSeq(environment) {
				name, value, _ := strings.Cut(variable, "=")
				t.Setenv(name, value)
			}
			if got := Setting(); got != want {
				t.Errorf("the setting is %q, want %q", got, want)
			}
		})
	}
}
