-- In: id, price, description, userDataField, graded, properties (JSON text); null leaves a value as it is. Out: 1 row written.
update user_inventory_items
set price_cents = coalesce(:price::integer, price_cents),
    description = coalesce(:description::text, description),
    user_data_field = coalesce(:userDataField::text, user_data_field),
    graded = coalesce(:graded::boolean, graded),
    properties = coalesce(properties, '{}'::jsonb) || coalesce(:properties::jsonb, '{}'::jsonb),
    updated_at = clock_timestamp()
where id = :id
