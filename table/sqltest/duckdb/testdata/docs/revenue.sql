-- revenue.sql
CREATE TEMP TABLE counted AS
SELECT country, amount FROM {{ ref('orders') }} WHERE amount >= $least;

SELECT country, CAST(sum(amount) AS DECIMAL(12, 2)) AS revenue
FROM counted
GROUP BY country
