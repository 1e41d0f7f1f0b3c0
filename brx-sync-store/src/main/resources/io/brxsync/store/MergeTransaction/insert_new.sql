-- In: user, stamp, operation, first (whether no export was merged before), staging. Out: the number of
-- products that the mirror did not know; but for the first export, the ledger has an entry for each.
with written as (
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
        and not s.held
    -- Neighbours in the indexes are written one after the other; that saves a tenth of the time, more on a large table.
    order by s.blueprint_id, s.product_id
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
