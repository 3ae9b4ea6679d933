package reporting

import (
	"testing"
	"time"

	"github.com/assay-go/assay/fixtures"
	"github.com/assay-go/assay/table"
)

func day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
}

func TestDailyWeather(t *testing.T) {
	table.Run(t, fixtures.Load(t, "fixtures/weather.yaml"), table.Rows("weather", DailyWeather),
		table.Case{Name: "two weeks of March", Now: day(2014, time.March, 15)},
		table.Case{Name: "the data starts within the fortnight", Now: day(2012, time.January, 5)},
		table.Case{Name: "no data any more", Now: day(2026, time.January, 1)},
		table.Case{
			Name: "a day of snow is a wet day",
			Now:  day(2014, time.March, 15),
			Pin:  table.Pin{"weather[790:804].weather": "snow"}, // the first fortnight of March
		},
		table.Case{
			Name:    "an unknown sky is an error",
			Now:     day(2014, time.March, 15),
			Pin:     table.Pin{"weather[0].weather": "frogs"},
			WantErr: `2012-01-01: unknown weather "frogs"`,
		},
		table.Case{
			Name:    "a day colder at its warmest is an error",
			Now:     day(2014, time.March, 15),
			Pin:     table.Pin{"weather[0].temp_max": -40.0},
			WantErr: "2012-01-01: the warmest, -40 °C, is colder than the coldest, 5 °C",
		},
	)
}

func TestWeeklyWeather(t *testing.T) {
	table.Run(t, fixtures.Load(t, "fixtures/weather.yaml"), table.Rows("weather", WeeklyWeather),
		table.Case{Name: "on a Monday the last week is whole", Now: day(2014, time.March, 17)},
		table.Case{Name: "on a Sunday the week is not over", Now: day(2014, time.March, 16)},
		table.Case{Name: "over the end of a year", Now: day(2013, time.January, 10)},
	)
}

func TestMonthlyWeather(t *testing.T) {
	table.Run(t, fixtures.Load(t, "fixtures/weather.yaml"), table.Rows("weather", MonthlyWeather),
		table.Case{Name: "a year of months", Now: day(2016, time.January, 1)},
		table.Case{Name: "with a leap day", Now: day(2012, time.March, 2)},
	)
}

// The page has three tables, each with a golden for each of two days.
func TestWeather(t *testing.T) {
	table.Run(t, fixtures.Load(t, "fixtures/weather.yaml"), table.Tables(Weather),
		table.Case{
			Name:    "a week ends",
			Now:     day(2014, time.March, 16),
			Advance: []time.Duration{24 * time.Hour},
			Key:     []string{"start"},
		},
	)
}
