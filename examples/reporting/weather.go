package reporting

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// A WeatherDay is a day's weather where a campaign runs: for shops that sell coffee or umbrellas.
type WeatherDay struct {
	Date          time.Time `assay:",date32"`
	Precipitation float64   // millimeters
	TempMax       float64   // degrees Celsius
	TempMin       float64
	Weather       Sky
}

// A Sky is a day's weather in one word.
type Sky string

// The skies.
const (
	Drizzle Sky = "drizzle"
	Fog     Sky = "fog"
	Rain    Sky = "rain"
	Snow    Sky = "snow"
	Sun     Sky = "sun"
)

// A WeatherPeriod is the weather of a day, a week or a month.
type WeatherPeriod struct {
	Start         time.Time `assay:",date32"`
	Days          int       // with data; fewer than in the period if some are missing
	WetDays       int       // with rain, drizzle or snow
	Precipitation float64   // millimeters, to one decimal
	Warmest       float64
	Coldest       float64
}

// How many periods each report shows. All of them end before the current one, which is not over.
const (
	daysShown   = 14
	weeksShown  = 8
	monthsShown = 12
)

// DailyWeather returns the weather of the last fourteen days, without today.
func DailyWeather(days []WeatherDay) ([]WeatherPeriod, error) {
	today := startOfDay(time.Now().UTC())
	return weatherSeries(days, startOfDay, today.AddDate(0, 0, -daysShown), today)
}

// WeeklyWeather returns the weather of the last eight weeks, which start on Mondays.
func WeeklyWeather(days []WeatherDay) ([]WeatherPeriod, error) {
	week := startOfWeek(time.Now().UTC())
	return weatherSeries(days, startOfWeek, week.AddDate(0, 0, -7*weeksShown), week)
}

// MonthlyWeather returns the weather of the last twelve months.
func MonthlyWeather(days []WeatherDay) ([]WeatherPeriod, error) {
	month := startOfMonth(time.Now().UTC())
	return weatherSeries(days, startOfMonth, month.AddDate(0, -monthsShown, 0), month)
}

// A WeatherInput is what [Weather] reads.
type WeatherInput struct {
	Weather []WeatherDay
}

// A WeatherPage is the weather page of the report.
type WeatherPage struct {
	Daily, Weekly, Monthly []WeatherPeriod
}

// Weather returns the page with all three series.
func Weather(in WeatherInput) (page WeatherPage, err error) {
	if page.Daily, err = DailyWeather(in.Weather); err != nil {
		return page, err
	}
	if page.Weekly, err = WeeklyWeather(in.Weather); err != nil {
		return page, err
	}
	page.Monthly, err = MonthlyWeather(in.Weather)
	return page, err
}

// weatherSeries groups the days in [from, to) by the start of their period. A period without days has no row.
func weatherSeries(days []WeatherDay, start func(time.Time) time.Time, from, to time.Time) ([]WeatherPeriod, error) {
	rows := make(map[time.Time]*WeatherPeriod)
	for _, d := range days {
		if err := d.check(); err != nil {
			return nil, err
		}
		if d.Date.Before(from) || !d.Date.Before(to) {
			continue
		}
		at := start(d.Date)
		p := rows[at]
		if p == nil {
			p = &WeatherPeriod{Start: at, Warmest: d.TempMax, Coldest: d.TempMin}
			rows[at] = p
		}
		p.Days++
		if d.Weather == Rain || d.Weather == Drizzle || d.Weather == Snow {
			p.WetDays++
		}
		p.Precipitation += d.Precipitation
		p.Warmest = max(p.Warmest, d.TempMax)
		p.Coldest = min(p.Coldest, d.TempMin)
	}
	out := make([]WeatherPeriod, 0, len(rows))
	for _, p := range rows {
		p.Precipitation = round1(p.Precipitation)
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b WeatherPeriod) int { return a.Start.Compare(b.Start) })
	return out, nil
}

func (d *WeatherDay) check() error {
	day := d.Date.Format(time.DateOnly)
	switch d.Weather {
	case Drizzle, Fog, Rain, Snow, Sun:
	default:
		return fmt.Errorf("%s: unknown weather %q", day, d.Weather)
	}
	switch {
	case d.Precipitation < 0:
		return fmt.Errorf("%s: %v mm of precipitation", day, d.Precipitation)
	case cmp.Less(d.TempMax, d.TempMin):
		return fmt.Errorf("%s: the warmest, %v °C, is colder than the coldest, %v °C", day, d.TempMax, d.TempMin)
	}
	return nil
}

func startOfDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// startOfWeek returns the Monday on or before t.
func startOfWeek(t time.Time) time.Time {
	return startOfDay(t).AddDate(0, 0, -(int(t.Weekday())+6)%7)
}

func startOfMonth(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}
