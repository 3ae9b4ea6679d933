package expr

import (
	"maps"
	"slices"

	"github.com/assay-go/assay/gen/internal/decimal"
	"github.com/assay-go/assay/internal/message"
)

// functions has all functions by name. Their checks read it from the checker, because a variable cannot refer to itself
// in its initialization.
var functions = map[string]function{
	"abs":   {"abs(x)", 1, 1, (*checker).absolute},
	"ceil":  {"ceil(x)", 1, 1, rounder(decimal.Up)},
	"floor": {"floor(x)", 1, 1, rounder(decimal.Down)},
	"round": {`round(x), round(x, 2) or round(x, 2, "half_even")`, 1, 3, (*checker).round},
	"sqrt":  {"sqrt(x)", 1, 1, (*checker).sqrt},
	"min":   {"min(x, y, …)", 2, maxOperations, extreme(-1)},
	"max":   {"max(x, y, …)", 2, maxOperations, extreme(1)},

	"int":     {"int(x)", 1, 1, (*checker).toInt},
	"float":   {"float(x)", 1, 1, (*checker).toFloat},
	"decimal": {"decimal(x, 2)", 2, 2, (*checker).toDecimal},
	"string":  {"string(x)", 1, 1, (*checker).toString},

	"lower":      {"lower(text)", 1, 1, textFunction(lower)},
	"upper":      {"upper(text)", 1, 1, textFunction(upper)},
	"trim":       {`trim(text) or trim(text, "-")`, 1, 2, textFunction(trim)},
	"trimPrefix": {`trimPrefix(text, "prefix")`, 2, 2, textFunction(trimPrefix)},
	"trimSuffix": {`trimSuffix(text, "suffix")`, 2, 2, textFunction(trimSuffix)},
	"replace":    {`replace(text, "old", "new")`, 3, 3, textFunction(replace)},
	"substring":  {"substring(text, from) or substring(text, from, to)", 2, 3, (*checker).substring},
	"split":      {`split(text, "separator")[0]`, 2, 2, (*checker).bareSplit},
	"len":        {"len(text)", 1, 1, (*checker).length},
	"hasPrefix":  {`hasPrefix(text, "prefix")`, 2, 2, textTester("startsWith")},
	"hasSuffix":  {`hasSuffix(text, "suffix")`, 2, 2, textTester("endsWith")},
	"format":     {`format("%s-%05d", x, y)`, 1, maxOperations, (*checker).format},
	"hash":       {"hash(x)", 1, 1, (*checker).hash},

	"date":      {`date("2026-01-31") or date(timestamp)`, 1, 1, (*checker).date},
	"timestamp": {`timestamp("2026-01-31T10:15:00Z") or timestamp(date)`, 1, 1, (*checker).timestamp},
	"duration":  {`duration("36h")`, 1, 1, (*checker).duration},
	"year":      {"year(x)", 1, 1, datePart(yearOf)},
	"month":     {"month(x)", 1, 1, datePart(monthOf)},
	"day":       {"day(x)", 1, 1, datePart(dayOf)},
	"weekday":   {"weekday(x)", 1, 1, datePart(weekdayOf)},
	"yearday":   {"yearday(x)", 1, 1, datePart(yeardayOf)},
	"hour":      {"hour(x)", 1, 1, clockPart(3600, 24)},
	"minute":    {"minute(x)", 1, 1, clockPart(60, 60)},
	"second":    {"second(x)", 1, 1, clockPart(1, 60)},
	"trunc":     {`trunc(x, "month")`, 2, 2, (*checker).truncate},
	"addDays":   {"addDays(x, 7)", 2, 2, (*checker).addDays},
	"addMonths": {"addMonths(x, 1)", 2, 2, (*checker).addMonths},

	"addDuration": {`addDuration(x, "36h")`, 2, 2, (*checker).addDuration},
	"days":        {"days(duration)", 1, 1, inUnits(86400)},
	"hours":       {"hours(duration)", 1, 1, inUnits(3600)},
	"minutes":     {"minutes(duration)", 1, 1, inUnits(60)},
	"seconds":     {"seconds(duration)", 1, 1, inUnits(1)},
}

// call checks a function call.
func (c *checker) call(x *syntax, exact bool) (*node, error) {
	f, ok := c.functions[x.word]
	if !ok {
		near := message.DidYouMean(x.word, slices.Sorted(maps.Keys(c.functions)))
		return nil, c.errorf(x.at, "no function %q%s", x.word, near)
	}
	if n := len(x.args); n < f.least || n > f.most {
		return nil, c.errorf(x.at, "%s has %d arguments; write %s", x.word, n, f.usage)
	}
	args, err := c.group(exact, x.args...)
	if err != nil {
		return nil, err
	}
	return f.check(c, x, args)
}
