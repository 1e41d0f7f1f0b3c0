-- In: rows in COPY's binary format. Out: the same rows in the mirror, in which none of them may be: that is an error here. For
-- a user without rows; it costs what COPY costs.
copy user_inventory_items (
    user_id, blueprint_id, quantity, price_cents, properties, external_stock_id, description, user_data_field, graded,
    created_at, updated_at
) from stdin with (format binary)
