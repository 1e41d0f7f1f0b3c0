-- In: user, product. Out: the mirror's row of this product, locked to the end; the listed one if it changed its blueprint.
select id, blueprint_id, quantity, read_started_at, read_ended_at
from user_inventory_items
where user_id = :user
    and external_stock_id = :product
order by delisted_at is null desc, updated_at desc nulls last, id desc
limit 1
for no key update
