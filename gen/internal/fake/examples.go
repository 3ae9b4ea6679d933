package fake

// examples has values for parameters without a default, in order, as in patterns.
var examples = map[string]string{
	"digitn":         "6",
	"float32range":   "0.5,9.5",
	"float64range":   "0.5,9.5",
	"generate":       "{first_name} lives in {city}, flat ##",
	"intrange":       "1,100",
	"lettern":        "6",
	"lexify":         "??-???",
	"numerify":       "###-####",
	"randomint":      "[1,2,3]",
	"randomstring":   "[red,green,blue]",
	"randomuint":     "[1,2,3]",
	"regex":          "[A-Z]{3}-[0-9]{4}",
	"shuffleints":    "[1,2,3]",
	"shufflestrings": "[red,green,blue]",
	"weighted":       "[red,green,blue],[5,3,2]",
}

// Example returns parameters that show what the function does: a value for each parameter without a default.
func (f *Func) Example() []Param { return positional(f, examples[f.key]) }
