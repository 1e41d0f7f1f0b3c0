-- In: user, stamp, staging. Out: the number of products that the mirror did not know.
insert into user_inventory_items (
    user_id, blueprint_id, quantity, price_cents, properties, external_stock_id, description, user_data_field, graded,
    created_at, updated_at
)
select
    :user, s.blueprint_id, s.quantity, s.price_cents, s.properties, s.product_id, s.description, s.user_data_field,
    s.graded, :stamp, :stamp
from brx_stage s
where s.skip_reason is null
    and not exists (
        select 1
        from user_inventory_items i
        where i.user_id = :user
            and i.external_stock_id = s.product_id
            and i.blueprint_id = s.blueprint_id
    )
-- Neighbours in the indexes are written one after the other; that saves a tenth of the time, more on a large table.
order by s.blueprint_id, s.product_id
on conflict do nothing
