-- In: rows in COPY's binary format. Out: the same rows in the staging table.
copy pg_temp.brx_stage (
    position, product_id, blueprint_id, quantity, price_cents, properties, description, user_data_field, graded,
    skip_reason
) from stdin with (format binary)
