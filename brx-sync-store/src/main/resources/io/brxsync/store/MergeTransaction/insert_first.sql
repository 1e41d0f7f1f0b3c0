-- In: user, stamp, table brx_changed. Out: the number of products that the mirror did not know, none of which may have come
-- in by another way since: that is an error here. For the first export, of which the ledger has no entries; to look for
-- conflicts at each row would take a good part of the time.
insert into user_inventory_items (
    user_id, blueprint_id, quantity, price_cents, properties, external_stock_id, description, user_data_field, graded,
    created_at, updated_at
)
select
    :user, c.blueprint_id, c.quantity, c.price_cents, c.properties, c.product_id, c.description, c.user_data_field,
    c.graded, :stamp, :stamp
from brx_changed c
where c.id is null
order by c.blueprint_id, c.product_id
