package fake

import (
	"math"
	"time"
)

// natives has the functions that are more than a word of a list, by key. Those that are faked make the values of
// gofakeit's functions. The others make values of the same shape, because gofakeit's depend on the clock, the
// architecture or shared state, or because they are popular and these are faster.
var natives = map[string]native{
	// people
	"name":           fullName,
	"gender":         pattern("male", "female"),
	"age":            intsNative(int64s, 0, 100),
	"ssn":            pattern("{number:100000000,999999999}"),
	"ein":            pattern("{number:10,99}-{digitn:7}"),
	"email":          email,
	"phone":          pattern("##########"),
	"phoneformatted": fromList("person", "phone"),
	"username":       fromList("auth", "username"),
	"socialmedia":    fromList("person", "social_media"),
	"bio":            fromList("person", "bio"),
	"gamertag":       gamertag,
	"password":       password,

	// places
	"street": pattern(
		"{streetnumber} {streetprefix} {streetname}{streetsuffix}",
		"{streetnumber} {streetname}{streetsuffix}",
	),
	"streetnumber":   fromList("address", "number"),
	"unit":           unitOfAddress,
	"zip":            fromList("address", "zip"),
	"latitude":       degrees(90),
	"longitude":      degrees(180),
	"latituderange":  decimals(1e6, 90),
	"longituderange": decimals(1e6, 180),

	// companies and products
	"productname":        productName,
	"productdescription": productDescription,
	"productupc":         pattern("0###########"),
	"productaudience":    productAudience,
	"price":              decimals(100, 1e12),
	"slogan":             slogan,
	"appname":            titled("{noun}{verb}", "{color}{noun}", "{animal}{verb}"),
	"appversion":         pattern("{number:1,5}.{number:1,20}.{number:1,20}"),
	"appauthor":          pattern("{name}", "{company}"),
	"school":             school,
	"productisbn":        faked(productISBN),

	// money
	"creditcardcvv":     pattern("###"),
	"creditcardexp":     creditCardExp,
	"creditcardnumber":  creditCardNumber,
	"creditcardtype":    creditCardType,
	"achrouting":        pattern("#########"),
	"achaccount":        pattern("############"),
	"bitcoinaddress":    faked(bitcoinAddress),
	"bitcoinprivatekey": faked(bitcoinPrivateKey),
	"cusip":             faked(cusip),
	"isin":              faked(isin),

	// the internet
	"domainname":           domainName,
	"url":                  url,
	"urlslug":              urlSlug,
	"ipv4address":          ipv4,
	"ipv6address":          ipv6,
	"macaddress":           macAddress,
	"httpstatuscode":       parsed(int64s, "internet", "http_status_general"),
	"httpstatuscodesimple": parsed(int64s, "internet", "http_status_simple"),
	"loglevel":             listNative("log_level", "general"),
	"apiuseragent":         fromList("internet", "api"),
	"firefoxuseragent":     firefox,
	"chromeuseragent":      faked(chromeUserAgent),
	"safariuseragent":      faked(safariUserAgent),
	"operauseragent":       faked(operaUserAgent),
	"useragent": pattern(
		"{chromeuseragent}", "{firefoxuseragent}", "{safariuseragent}", "{operauseragent}",
		"{chromeuseragent}",
	),
	"uuid": uuid,
	"id":   alphabet(20, "23456789abcdefgghjkmnpqrstuvwxyz"),

	// travel
	"airlineflightnumber":  flightNumber,
	"airlinerecordlocator": alphabet(6, uppers),
	"airlineseat":          airlineSeat,

	// words
	"word":      word,
	"noun":      ofLists("word", nouns...),
	"verb":      ofLists("word", verbs...),
	"adjective": ofLists("word", adjectives...),
	"adverb": ofLists(
		"word", "adverb_manner", "adverb_degree", "adverb_place", "adverb_time_definite",
		"adverb_time_indefinite", "adverb_frequency_definite", "adverb_frequency_indefinite",
	),
	"connective": ofLists(
		"word", "connective_time", "connective_comparative", "connective_complaint", "connective_listing",
		"connective_casual", "connective_examplify",
	),
	"preposition": ofLists("word", "preposition_simple", "preposition_double", "preposition_compound"),
	"pronoun": ofLists(
		"word", "pronoun_personal", "pronoun_object", "pronoun_possessive", "pronoun_reflective",
		"pronoun_indefinite", "pronoun_demonstrative", "pronoun_interrogative", "pronoun_relative",
	),
	"nounproper":        pattern("{celebrityactor}", "{city}", "{firstname}"),
	"sentence":          sentences("text", "sentence", 1, 1),
	"paragraph":         sentences("text", "sentence", 2, 5),
	"question":          question,
	"comment":           faked(comment),
	"phraseadverb":      faked(phraseAdverb),
	"phrasenoun":        faked(phraseNoun),
	"phrasepreposition": faked(phrasePreposition),
	"phraseverb":        faked(phraseVerb),
	"emailtext":         faked(emailText),
	"markdown":          faked(markdown),
	"quote":             quote,
	"hipstersentence":   sentences("hipster", "sentence", 1, 1),
	"hipsterparagraph":  sentences("hipster", "sentence", 2, 5),
	"hackerphrase":      sentences("hacker", "phrase", 1, 1),
	"emojisentence":     emojiSentence,
	"emoji": ofLists(
		"emoji", "animal", "clothing", "costume", "electronics", "face", "flag", "food", "game", "gesture",
		"hand", "job", "landmark", "music", "person", "plant", "sport", "tools", "vehicle", "weather",
	),

	"loremipsumsentence":  loremSentence,
	"loremipsumparagraph": loremParagraph,

	// texts of errors
	"error":           fromList("error", "generic"),
	"errorobject":     fromList("error", "object"),
	"errordatabase":   fromList("error", "database"),
	"errorgrpc":       fromList("error", "grpc"),
	"errorhttp":       fromList("error", "http"),
	"errorhttpclient": fromList("error", "http_client"),
	"errorhttpserver": fromList("error", "http_server"),
	"errorruntime":    fromList("error", "runtime"),
	"errorvalidation": fromList("error", "validation"),

	// food and drink
	"breakfast":   meal("breakfast"),
	"lunch":       meal("lunch"),
	"dinner":      meal("dinner"),
	"drink":       meal("drink"),
	"snack":       meal("snack"),
	"dessert":     meal("dessert"),
	"beeralcohol": beer(tenths(20, 100), "%"),
	"beerblg":     beer(tenths(50, 200), "°Blg"),
	"beeribu":     pattern("{number:10,100} IBU"),

	// colors
	"hexcolor":   hexColor,
	"rgbcolor":   intList(255, 255, 255),
	"hslcolor":   intList(360, 100, 100),
	"nicecolors": niceColors,

	// dates and times
	"date":       date,
	"daterange":  dateRange,
	"pastdate":   hoursAway(-time.Hour),
	"futuredate": hoursAway(time.Hour),
	"time":       timeOfDay,
	"timerange":  timeRange,
	"year":       year,
	"month":      intsNative(int64s, 1, 12),
	"day":        intsNative(int64s, 1, 31),
	"hour":       intsNative(int64s, 0, 23),
	"minute":     intsNative(int64s, 0, 59),
	"second":     intsNative(int64s, 0, 59),
	"nanosecond": intsNative(int64s, 0, 999_999_999),
	"monthstring": pattern(
		"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
		"November", "December",
	),
	"weekday":        pattern("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
	"timezoneoffset": parsed(float32s, "timezone", "offset"),

	// numbers
	"bool":         coin,
	"flipacoin":    pattern("Heads", "Tails"),
	"int":          intsNative(int64s, 0, math.MaxInt64),
	"int8":         intsNative(int8s, math.MinInt8, math.MaxInt8),
	"int16":        intsNative(int16s, math.MinInt16, math.MaxInt16),
	"int32":        intsNative(int32s, 0, math.MaxInt32),
	"int64":        intsNative(int64s, 0, math.MaxInt64),
	"intn":         intN,
	"intrange":     intRange,
	"number":       intRange,
	"uint":         uintsNative(uint64s, 64),
	"uint8":        uintsNative(uint8s, 8),
	"uint16":       uintsNative(uint16s, 16),
	"uint32":       uintsNative(uint32s, 32),
	"uint64":       uintsNative(uint64s, 64),
	"uintn":        uintN,
	"uintrange":    uintRange,
	"float32":      float32Unit,
	"float64":      float64Unit,
	"float32range": float32Range,
	"float64range": float64Range,
	"hexuint":      hexUint,
	"dice":         dice,
	"randomint":    randomInt,
	"randomuint":   randomUint,
	"shuffleints":  shuffleInts,

	// texts from parameters
	"digit":          alphabet(1, digits),
	"digitn":         charsN(digits),
	"letter":         alphabet(1, uppers+lowers),
	"lettern":        charsN(uppers + lowers),
	"vowel":          alphabet(1, "aeiou"),
	"numerify":       marked('#', nonzero, digits),
	"lexify":         marked('?', uppers+lowers, uppers+lowers),
	"generate":       generate,
	"regex":          regex,
	"randomstring":   randomString,
	"shufflestrings": shuffleStrings,
	"weighted":       weighted,
}

// The lists of words of each kind, as gofakeit orders them.
var (
	nouns = []string{
		"noun_common", "noun_concrete", "noun_abstract", "noun_collective_people", "noun_collective_animal",
		"noun_collective_thing", "noun_countable", "noun_uncountable",
	}
	verbs      = []string{"verb_action", "verb_linking", "verb_helping"}
	adjectives = []string{
		"adjective_descriptive", "adjective_quantitative", "adjective_proper", "adjective_demonstrative",
		"adjective_possessive", "adjective_interrogative", "adjective_indefinite",
	}
)

// made makes the texts of t.
func made(t func(c *compiler) text) native {
	return func(c *compiler, _ args) (*Sampler, error) { return textSampler(t(c)), nil }
}

// pattern makes texts of random patterns.
func pattern(patterns ...string) native {
	return made(func(c *compiler) text { return c.oneOf(patterns...) })
}

// titled is pattern with capitalized words.
func titled(patterns ...string) native {
	return made(func(c *compiler) text { return edited(c.oneOf(patterns...), title) })
}

// fromList makes texts of the patterns in a list of gofakeit.
func fromList(category, sub string) native {
	return made(func(c *compiler) text { return c.patterns(category, sub) })
}

// listNative makes the words of a list.
func listNative(category, sub string) native {
	return made(func(*compiler) text { return list(category, sub) })
}

// ofLists makes the words of some lists.
func ofLists(category string, subs ...string) native {
	return made(func(*compiler) text { return lists(category, subs...) })
}

// alphabet makes n characters.
func alphabet(n int, of string) native { return made(func(*compiler) text { return chars(n, of) }) }

// sentences makes lo to hi sentences from gofakeit's patterns.
func sentences(category, sub string, lo, hi int) native {
	return made(func(c *compiler) text {
		return repeat(edited(c.patterns(category, sub), capital), lo, hi, " ")
	})
}

func meal(sub string) native {
	return made(func(*compiler) text { return edited(list("food", sub), capital) })
}

func beer(t text, unit string) native {
	return made(func(*compiler) text { return join(t, literal(unit)) })
}
