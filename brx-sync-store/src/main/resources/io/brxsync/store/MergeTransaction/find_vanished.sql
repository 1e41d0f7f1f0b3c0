-- In: user, exportStart, staging, table brx_held. Out: table brx_vanished with the rows that the export of a whole inventory
-- no longer holds: in_stock tells sales and delistings from rows that were sold out already, confirmed that an export before
-- this one missed the row as well. A product that changed its blueprint has vanished under the old one.
create temporary table brx_vanished on commit drop as
select
    i.id,
    i.quantity,
    i.quantity > 0 as in_stock,
    coalesce(i.missing_since <= :exportStart, false) as confirmed
from user_inventory_items i
where i.user_id = :user
    and i.external_stock_id is not null
    and i.delisted_at is null
    and coalesce(i.updated_at <= :exportStart, true)
    and not exists (select 1 from brx_held h where h.id = i.id)
    and not exists (
        select 1
        from brx_stage s
        where s.product_id = i.external_stock_id
            and (s.skip_reason is not null or s.blueprint_id = i.blueprint_id)
    )
