package fake

// refusals has the functions that are not supported, by folded name, with the reason and what to use instead.
var refusals = map[string]string{
	"address":    record + "sub with street, city, state, zip and country",
	"book":       record + "sub with book_title, book_author and book_genre",
	"car":        record + "sub with car_maker, car_model, car_type, car_fuel_type and car_transmission_type",
	"creditcard": record + "sub with credit_card_type, credit_card_number, credit_card_exp and credit_card_cvv",
	"currency":   record + "currency_short or currency_long",
	"job":        record + "sub with company, job_title, job_descriptor and job_level",
	"map":        record + "sub with the columns you need",
	"movie":      record + "sub with movie_name and movie_genre",
	"person":     record + "sub with first_name, last_name, gender, email and so on",
	"product":    record + "sub with product_name, product_category, price and so on",
	"song":       record + "sub with song_name, song_artist and song_genre",
	"teams":      record + "ref with pick: cycle, which deals people out to teams",

	"csv":        document,
	"fixedwidth": document,
	"json":       document,
	"sql":        document,
	"xml":        document,

	"imagejpeg": "it makes an image of up to megabytes, not a cell",
	"imagepng":  "it makes an image of up to megabytes, not a cell",
	"svg":       "it makes an image, not a cell",

	"template": "it runs a program that can read the clock and may not end; " +
		"use template with {column} holes, or generate",
}

const (
	record   = "it makes a record of several values; use "
	document = "it makes a document of many rows; describe the rows as a dataset and write it with regen gen"
)
