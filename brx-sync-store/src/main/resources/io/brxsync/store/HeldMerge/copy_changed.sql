-- In: rows in COPY's binary format. Out: the same rows in table brx_changed; see find_differences.sql. None is about to be
-- removed.
copy pg_temp.brx_changed (
    id, before, confirmed, product_id, blueprint_id, quantity, price_cents, properties, description, user_data_field,
    graded
) from stdin with (format binary)
