package fake

import (
	"strconv"
	"strings"
)

func emailText(f *faker) string {
	var b strings.Builder
	add := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p)
		}
	}
	add("\nSubject: ", f.oneOf("Greetings", "Hello", "Hi"), " from ", f.firstName(), "!\n\nDear ", f.lastName(), ",\n\n")
	add(f.oneOf("Greetings!", "Hello there!", "Hi, how are you?"), " ", f.oneOf(
		"How's everything going?", "I hope your day is going well.", "Sending positive vibes your way."), "\n\n")
	add(f.oneOf("I trust this email finds you well.", "I hope you're doing great.",
		"Hoping this message reaches you in good spirits."), " ", f.oneOf(
		"Wishing you a fantastic day!", "May your week be filled with joy.", "Sending good vibes your way."), "\n\n")
	for range 3 {
		add(f.paragraph(), "\n\n")
	}
	add(f.oneOf("I would appreciate your thoughts on", "I'm eager to hear your feedback on",
		"I'm curious to know what you think about"), " it. If you have a moment, please feel free to check out the ",
		"project on ", f.oneOf("GitHub", "GitLab", "Bitbucket"), "\n\n")
	add(f.oneOf("Your insights would be invaluable.", "I'm eager to hear what you think.",
		"Feel free to share your opinions with me."), " ", f.oneOf(
		"Looking forward to your feedback!", "Your perspective is highly valued.", "Your thoughts matter to me."), "\n\n")
	add(f.oneOf("Thank you for your consideration!", "I appreciate your attention to this matter.",
		"Your support means a lot to me."), " ", f.oneOf(
		"Wishing you a wonderful day!", "Thanks in advance for your time.", "Your feedback is greatly appreciated."), "\n\n")
	add(f.oneOf("Warm regards", "Best wishes", "Kind regards", "Sincerely", "With gratitude"), "\n")
	add(f.firstName(), " ", f.lastName(), "\n", f.email(), "\n", f.numerify(f.word("person", "phone")), "\n")
	return b.String()
}

func (f *faker) firstName() string { return f.word("person", "first") }

func (f *faker) lastName() string { return f.word("person", "last") }

// email returns an address in one of the styles of emailStyles. One draw decides the style and the number.
func (f *faker) email() string {
	first, last, domain := f.firstName(), f.lastName(), f.lastName()
	suffix := f.word("internet", "domain_suffix")
	mix := f.at.Uint64()
	style, at := emailStyles[0], int(mix%100)
	for _, style = range emailStyles {
		if at -= style.weight; at < 0 {
			break
		}
	}
	if style.initial {
		first = first[:1]
	}
	if style.lastInitial {
		last = last[:1]
	}
	number := ""
	if mix /= 100; mix%100 < 10 {
		mix /= 100
		if sub := int(mix % 100); sub < 30 {
			number = strconv.Itoa(2 + sub%8)
		} else {
			number = strconv.Itoa(10 + sub%90)
		}
	}
	return string(lower([]byte(first+style.sep+last+number+"@"+domain))) + "." + suffix
}

func markdown(f *faker) string {
	repo := f.gamertag()
	language := f.oneOf("go", "python", "javascript")
	user := f.gamertag()
	domain := []string{"github.com", "gitlab.com", "bitbucket.org"}[f.weighted(5, 1, 1)]
	action := f.oneOf("process", "run", "execute", "perform", "handle")
	usage := f.oneOf("whimsical story", "quirky message", "playful alert", "funny request", "lighthearted command")
	result := f.oneOf("success", "error", "unknown", "completed", "failed", "finished", "in progress", "terminated")
	module := string(lower([]byte(repo)))
	var install, use string
	switch language {
	case "go":
		install = "go\ngo get " + domain + "/" + user + "/" + repo
		use = "go\nresult := " + repo + "." + action + `("` + usage + `")` +
			"\nfmt.Println(\"" + module + ` result:", "` + result + `")`
	case "python":
		install = "bash\npip install " + repo
		use = "python\nresult = " + module + "." + action + `("` + usage + `")` +
			"\nprint(\"" + module + ` result:", "` + result + `")`
	default:
		install = "js\nnpm install " + repo
		use = "javascript\nconst result = " + module + "." + action + `("` + usage + `");` +
			"\nconsole.log(\"" + module + ` result:", "` + result + `");`
	}
	return strings.Repeat("\n", 11) + "# " + repo + "\n\n*Author: " + f.firstName() + " " + f.lastName() + "*\n\n" +
		f.paragraph() + "\n\n" + f.paragraph() + "\n\n## Table of Contents\n- [Installation](#installation)\n" +
		"- [Usage](#usage)\n- [License](#license)\n\n## Installation\n'''" + install + "\n'''\n\n## Usage\n'''" + use +
		"\n'''\n\n## License\n" + f.oneOf("MIT", "Apache 2.0", "GPL-3.0", "BSD-3-Clause", "ISC") + "\n"
}

// gamertag returns two words, a third of the time with up to three digits.
func (f *faker) gamertag() string {
	word := func(category, sub string) string { return string(title([]byte(f.word(category, sub)))) }
	var tag string
	switch f.below(4) {
	case 0:
		tag = word("word", "noun_concrete") + word("word", "verb_action") + "er"
	case 1:
		tag = word("word", "adjective_descriptive") + word("animal", "animal")
	case 2:
		tag = word("word", "adjective_descriptive") + word("word", "noun_concrete")
	default:
		tag = word("food", "fruit") + word("word", "adjective_descriptive")
	}
	if f.below(3) == 1 {
		tag += f.digits(1 + f.below(3))
	}
	return string(noSpaces([]byte(tag)))
}
