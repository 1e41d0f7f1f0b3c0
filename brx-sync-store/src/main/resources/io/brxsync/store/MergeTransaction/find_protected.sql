-- In: user, exportStart. Out: the number of rows in table brx_protected: the products and the blueprints (the other one null) that this export
-- may be older than: on their way to CardTrader (open), moved since it began, or read later than it.
insert into brx_protected (product_id, blueprint_id, open)
select external_stock_id as product_id, null::integer as blueprint_id, true as open
from outbound_changes
where user_id = :user
    and settled_at is null
    and external_stock_id is not null
union
select external_stock_id, null, false
from stock_movements
where user_id = :user
    and recorded_at > :exportStart
    and cause <> 'export'
    and outcome <> 'contained'
    and external_stock_id is not null
union
select null, blueprint_id, false
from inventory_reads
where user_id = :user
    and blueprint_id <> 0
    and started_at > :exportStart
union
-- A removed product without a row has none that could have been touched meanwhile.
select external_stock_id, null, false
from outbound_changes
where user_id = :user
    and kind = 'delete'
    and settled_at > :exportStart
