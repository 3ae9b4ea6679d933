package expr

// The reasons why functions of expr-lang are not supported.
const (
	loops    = "it loops over a list, but an expression sees one row; lists belong to the transform"
	lists    = "it works on lists, but an expression sees one row; min and max take several values"
	objects  = "it works on maps, but no column holds maps; write address.zip for a field of a struct column"
	encoding = "no column needs it; write string(x) for the text of a value"
)

// refused has the functions of expr-lang that are not supported, and why.
var refused = map[string]string{
	"all": loops, "none": loops, "any": loops, "one": loops, "filter": loops, "map": loops, "find": loops,
	"findIndex": loops, "findLast": loops, "findLastIndex": loops, "count": loops, "sum": loops, "groupBy": loops,
	"sortBy": loops, "reduce": loops,
	"mean": lists, "median": lists, "first": lists, "last": lists, "take": lists, "reverse": lists, "uniq": lists,
	"concat": lists, "flatten": lists, "sort": lists, "splitAfter": lists, "join": lists,
	"get": objects, "keys": objects, "values": objects, "toPairs": objects, "fromPairs": objects,
	"toJSON": encoding, "fromJSON": encoding, "toBase64": encoding, "fromBase64": encoding, "type": encoding,
	"now":      "it reads the clock, so the data would differ tomorrow; write timestamp(\"2026-01-31T10:15:00Z\")",
	"timezone": "it reads the time zones of the machine; times are UTC",
	"repeat":   "it makes text of any length; write the text out, or pad with format(\"%-20s\", x)",
	"bitand":   bitwise, "bitor": bitwise, "bitxor": bitwise, "bitnand": bitwise, "bitnot": bitwise,
	"bitshl": bitwise, "bitshr": bitwise, "bitushr": bitwise,
	"indexOf": positions, "lastIndexOf": positions,
	"exp": inexact, "log": inexact, "log2": inexact, "log10": inexact, "pow": "write x ** 2",
	"sin": inexact, "cos": inexact, "tan": inexact,
	"random": drawn, "rand": drawn, "uuid": drawn,
}

const (
	bitwise   = "fixtures do not pack bits"
	positions = "byte positions mislead; write split(x, \"@\")[0] for the part before a separator"
	inexact   = "its last digits differ between machines"
	drawn     = "expressions draw nothing; draw in a column of its own and use that column"
)
