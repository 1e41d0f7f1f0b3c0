-- In: user, exportStart, scope (blueprints), staging, table brx_held. Out: table brx_vanished as in find_vanished.sql, for an
-- export of some blueprints: their rows, and rows of other blueprints whose product the export holds under a new one.
create temporary table brx_vanished on commit drop as
select
    i.id,
    i.quantity,
    i.quantity > 0 as in_stock,
    coalesce(i.missing_since <= :exportStart, false) as confirmed
from user_inventory_items i
where i.id in (
        select r.id
        from user_inventory_items r
        where r.user_id = :user
            and r.blueprint_id = any(:scope)
        union
        select r.id
        from user_inventory_items r
        join brx_stage s on s.product_id = r.external_stock_id
        where r.user_id = :user
    )
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
