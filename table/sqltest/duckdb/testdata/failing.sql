SELECT
  id,
  -- a country is not a number
  CAST(country AS INTEGER) AS number
FROM {{ ref('orders') }}
