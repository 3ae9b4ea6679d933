-- Orders of a country; the number of all of them beside each.
CREATE TEMP TABLE chosen AS
SELECT id FROM {{ ref('orders') }} WHERE country = $country; -- a parameter

CREATE MACRO twice(x) AS 2 * x;

SELECT id, (SELECT count(*) FROM chosen) AS of FROM chosen ORDER BY id LIMIT $most;
