-- In: user, stamp, operation, first (whether no export was merged before), table brx_changed. Out: the number of
-- products that the mirror did not know; but for the first export, the ledger has an entry for each.
with written as (
    insert into user_inventory_items (
        user_id, blueprint_id, quantity, price_cents, properties, external_stock_id, description, user_data_field, graded,
        created_at, updated_at
    )
    select
        :user, c.blueprint_id, c.quantity, c.price_cents, c.properties, c.product_id, c.description, c.user_data_field,
        c.graded, :stamp, :stamp
    from brx_changed c
    where c.id is null
    -- Neighbours in the indexes are written one after the other; that saves a tenth of the time, more on a large table.
    order by c.blueprint_id, c.product_id
    on conflict do nothing
    returning external_stock_id, blueprint_id, quantity
), moved as (
    insert into stock_movements (
        user_id, external_stock_id, blueprint_id, cause, outcome, delta, quantity_after, detail, operation_id, recorded_at
    )
    select
        :user, external_stock_id, blueprint_id, 'export', 'moved', quantity, quantity, 'new at CardTrader', :operation,
        :stamp
    from written
    where not :first
)
select count(*)
from written
