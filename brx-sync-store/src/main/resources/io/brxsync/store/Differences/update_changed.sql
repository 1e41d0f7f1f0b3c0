-- In: user, exportStart, stamp, operation, table brx_changed. Out: the number of rows written, products that returned
-- included; the ledger has an entry for each whose quantity changed. A row touched just now is left alone.
with written as (
    update user_inventory_items i
    set quantity = c.quantity,
        price_cents = c.price_cents,
        properties = c.properties,
        description = c.description,
        user_data_field = c.user_data_field,
        graded = c.graded,
        delisted_at = null,
        updated_at = :stamp
    from brx_changed c
    where i.user_id = :user
        and i.id = c.id
        and c.product_id is not null
        and coalesce(i.updated_at <= :exportStart, true)
    returning c.product_id, c.blueprint_id, c.before, c.quantity
), moved as (
    insert into stock_movements (
        user_id, external_stock_id, blueprint_id, cause, outcome, delta, quantity_after, operation_id, recorded_at
    )
    select :user, product_id, blueprint_id, 'export', 'moved', quantity - before, quantity, :operation, :stamp
    from written
    where quantity <> before
)
select count(*)
from written
