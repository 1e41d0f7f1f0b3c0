-- In: user, all (else only the confirmed ones), stamp, operation, table brx_vanished. Out: the number of rows removed from
-- stock; the ledger has an entry for each.
with written as (
    update user_inventory_items i
    set quantity = 0,
        delisted_at = :stamp,
        missing_since = null,
        updated_at = :stamp
    from brx_vanished v
    where i.user_id = :user
        and i.id = v.id
        and v.in_stock
        and (:all or v.confirmed)
        and coalesce(i.updated_at <= :exportStart, true)
    returning i.external_stock_id, i.blueprint_id, v.quantity
), moved as (
    insert into stock_movements (
        user_id, external_stock_id, blueprint_id, cause, outcome, delta, quantity_after, detail, operation_id, recorded_at
    )
    select
        :user, external_stock_id, blueprint_id, 'export', 'moved', -quantity, 0, 'gone from CardTrader', :operation, :stamp
    from written
)
select count(*)
from written
