-- Products by sales, best first. Products with equal sales share a rank and are sorted by SKU.
WITH lines AS (
  SELECT
    items.sku,
    items.order_id,
    items.quantity,
    items.quantity * items.unit_price AS sales,
    orders.status,
    CASE
      WHEN orders.order_id IS NULL
        THEN error('item ' || items.sku || ': no order "' || items.order_id || '"')
      WHEN items.quantity < 1
        THEN error('order ' || items.order_id || ': the quantity is ' || items.quantity || ': want at least 1')
    END AS problem
  FROM items
  LEFT JOIN orders ON orders.order_id = items.order_id
)
SELECT
  rank() OVER (ORDER BY sum(sales) DESC) AS rank,
  sku,
  count(DISTINCT order_id) AS orders,
  CAST(sum(quantity) AS BIGINT) AS units,
  CAST(sum(sales) AS DECIMAL(12, 2)) AS sales
FROM lines
WHERE problem IS NULL AND status IS DISTINCT FROM 'canceled'
GROUP BY sku
ORDER BY sales DESC, sku
