-- In: the columns of a new product. Out: 1 row written.
insert into user_inventory_items (
    user_id, blueprint_id, quantity, price_cents, properties, external_stock_id, description, user_data_field, graded,
    created_at, updated_at
)
values (
    :user, :blueprint, :quantity, :price, :properties::jsonb, :product, :description, :userDataField, :graded,
    clock_timestamp(), clock_timestamp()
)
