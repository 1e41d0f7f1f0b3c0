-- In: user, row. Out: that row of the mirror, locked to the end; nothing if the user has none with this id.
select external_stock_id, quantity, price_cents, description, user_data_field, graded, properties::text as properties
from user_inventory_items
where id = :row
    and user_id = :user
for no key update
