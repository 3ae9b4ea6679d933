package enginetest

// DuckDB, PostgreSQL … are the names of engines, as their dialects have them.
const (
	duckDB     = "DuckDB"
	postgreSQL = "PostgreSQL"
	mariaDB    = "MariaDB"
	sqlite     = "SQLite"
	sparkSQL   = "Spark"
)

// A query is one that engines run.
type query struct {
	name string
	sql  string
	// leaks are the columns, or the orders of the rows of datasets, that the leak check has to name; nil if the query is
	// clean.
	leaks []string
	// only are the engines that know the query; nil for all. other is the query for some engines.
	only  []string
	other map[string]string
}

const (
	orderOfOrders    = "the order of the rows of orders ("
	orderOfCustomers = "the order of the rows of customers ("
)

// queries are in the subset of SQL that all engines know, if possible.
var queries = []query{
	{name: "row_number over ties", leaks: []string{orderOfOrders}, sql: `
		SELECT country, id FROM (
			SELECT country, id, row_number() OVER (PARTITION BY country ORDER BY day) AS n FROM orders
		) numbered WHERE n = 1`},
	// MariaDB numbers the rows in the order of the first column.
	{
		name: "row_number without an order", leaks: []string{orderOfOrders},
		only: []string{duckDB, postgreSQL, sqlite}, sql: `
		SELECT id, row_number() OVER () AS n FROM orders`,
	},
	{name: "limit without an order", leaks: []string{orderOfOrders}, sql: `
		SELECT id FROM orders LIMIT 3`},
	{name: "limit within ties", leaks: []string{orderOfOrders}, sql: `
		SELECT id FROM orders ORDER BY day LIMIT 2`},
	{name: "first_value over ties", leaks: []string{orderOfOrders}, sql: `
		SELECT DISTINCT country, first_value(id) OVER (PARTITION BY country ORDER BY day) AS first_id FROM orders`},
	{name: "lag over ties", leaks: []string{orderOfOrders}, sql: `
		SELECT id, lag(id) OVER (ORDER BY day) AS previous FROM orders`},
	{name: "running total over ties", leaks: []string{orderOfOrders}, sql: `
		SELECT id, CAST(sum(amount) OVER (ORDER BY day ROWS UNBOUNDED PRECEDING) AS DECIMAL(12, 2)) AS total FROM orders`},
	{name: "ntile over ties", leaks: []string{orderOfOrders}, sql: `
		SELECT id, ntile(5) OVER (ORDER BY day) AS tile FROM orders`},
	{name: "string_agg without an order", leaks: []string{orderOfOrders}, sql: `
		SELECT country, string_agg(CAST(id AS VARCHAR), ',') AS ids FROM orders GROUP BY country`, other: map[string]string{
		mariaDB:  "SELECT country, group_concat(id SEPARATOR ',') AS ids FROM orders GROUP BY country",
		sparkSQL: "SELECT country, string_agg(CAST(id AS STRING), ',') AS ids FROM orders GROUP BY country",
	}},
	{name: "array_agg without an order", leaks: []string{orderOfOrders}, only: []string{duckDB, postgreSQL}, sql: `
		SELECT country, array_agg(id) AS ids FROM orders GROUP BY country`},
	{name: "distinct on ties", leaks: []string{orderOfOrders}, only: []string{duckDB, postgreSQL}, sql: `
		SELECT DISTINCT ON (country) country, id FROM orders ORDER BY country`},
	{name: "lateral limit within ties", leaks: []string{orderOfOrders}, only: []string{duckDB, postgreSQL}, sql: `
		SELECT c.name, o.id FROM customers c
		CROSS JOIN LATERAL (SELECT id FROM orders WHERE customer_id = c.id ORDER BY country LIMIT 1) o`},
	{name: "rows in an order with ties", leaks: []string{orderOfOrders}, sql: `
		SELECT day, id FROM orders ORDER BY day`},
	{name: "any of a group", leaks: []string{orderOfOrders}, only: []string{duckDB}, sql: `
		SELECT country, any_value(id) AS id FROM orders GROUP BY country`},
	{name: "the other dataset", leaks: []string{orderOfCustomers}, sql: `
		SELECT o.id, c.name FROM orders o CROSS JOIN (SELECT name FROM customers LIMIT 1) c`},
	{name: "a sum of a generated column", leaks: []string{"orders.weight ("}, sql: `
		SELECT country, sum(weight) AS weight FROM orders GROUP BY country`},
	{name: "a filter by a generated column", leaks: []string{"orders.rating ("}, sql: `
		SELECT count(*) AS good FROM orders WHERE rating > 3`},
	{name: "an order by a generated column", leaks: []string{"orders.weight ("}, sql: `
		SELECT id FROM orders ORDER BY weight, id LIMIT 1`},

	{name: "sums of groups", sql: `
		SELECT country, CAST(sum(amount) AS DECIMAL(12, 2)) AS revenue, count(*) AS orders FROM orders GROUP BY country`},
	{name: "row_number over a key", sql: `
		SELECT country, id FROM (
			SELECT country, id, row_number() OVER (PARTITION BY country ORDER BY day, id) AS n FROM orders
		) numbered WHERE n = 1`},
	{name: "limit after a key", sql: `
		SELECT id, day FROM orders ORDER BY day DESC, id LIMIT 3`},
	{name: "first_value over a key", sql: `
		SELECT DISTINCT country, first_value(id) OVER (PARTITION BY country ORDER BY day, id) AS first_id FROM orders`},
	{
		name: "string_agg in an order", sql: `
		SELECT country, string_agg(CAST(id AS VARCHAR), ',' ORDER BY id) AS ids FROM orders GROUP BY country`,
		other: map[string]string{
			mariaDB: "SELECT country, group_concat(id ORDER BY id SEPARATOR ',') AS ids FROM orders GROUP BY country",
			sparkSQL: "SELECT country, string_agg(CAST(id AS STRING), ',') WITHIN GROUP (ORDER BY id) AS ids " +
				"FROM orders GROUP BY country",
		},
	},
	{name: "ranks of ties", sql: `
		SELECT id, rank() OVER (ORDER BY day) AS place FROM orders`},
	{name: "running total of days", sql: `
		SELECT id, CAST(sum(amount) OVER (ORDER BY day) AS DECIMAL(12, 2)) AS total FROM orders`},
	{name: "sums of floats", sql: `
		SELECT country, sum(share) AS share, avg(share) AS mean FROM orders GROUP BY country`},
	{name: "common table expressions", sql: `
		WITH spent AS (
			SELECT customer_id, sum(amount) AS total FROM orders GROUP BY customer_id
		)
		SELECT c.name, CAST(s.total AS DECIMAL(12, 2)) AS total FROM customers c LEFT JOIN spent s ON s.customer_id = c.id`},
	{name: "a self join", sql: `
		SELECT a.id, count(*) AS earlier FROM orders a JOIN orders b ON b.day < a.day GROUP BY a.id`},
	{name: "a median", only: []string{duckDB, postgreSQL}, sql: `
		SELECT country, percentile_cont(0.5) WITHIN GROUP (ORDER BY share) AS middle FROM orders GROUP BY country`},
	{name: "a lateral join", only: []string{duckDB, postgreSQL}, sql: `
		SELECT c.name, o.id FROM customers c
		CROSS JOIN LATERAL (SELECT id FROM orders WHERE customer_id = c.id ORDER BY id LIMIT 1) o`},
	{name: "a list in an order", only: []string{duckDB, postgreSQL}, sql: `
		SELECT country, array_agg(id ORDER BY id) AS ids FROM orders GROUP BY country`},
	{name: "distinct on a key", only: []string{duckDB, postgreSQL}, sql: `
		SELECT DISTINCT ON (country) country, id FROM orders ORDER BY country, day, id`},
	{name: "a union", sql: `
		SELECT country AS name FROM orders UNION SELECT name FROM customers`},
	{name: "an anti join", sql: `
		SELECT name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)`},
	{name: "rows in the order of a key", sql: `
		SELECT id, day FROM orders ORDER BY day, id`},
	{name: "distinct rows", sql: `
		SELECT DISTINCT country, day FROM orders`},
	{name: "a count of rows", sql: `
		SELECT count(*) AS orders FROM orders`},
	{name: "conditions", sql: `
		SELECT id, CASE WHEN amount > 5 THEN 'large' WHEN amount > 2 THEN 'small' END AS size FROM orders`},
}
