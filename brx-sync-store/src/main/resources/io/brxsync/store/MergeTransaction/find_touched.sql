-- In: user, scope (blueprints, null for all), staging, tables brx_touched_rows, brx_held, brx_protected. Out: the number of
-- rows in table brx_touched: the products that somebody else touched since the export began: id (null without a row), blueprint_id, differing (whether the
-- export says something else), stale (whether it has to be read again: what is on its way sees to that itself, and what was
-- read later is newer already).
insert into brx_touched (id, blueprint_id, differing, stale)
select
    i.id,
    i.blueprint_id,
    s.product_id is not null
        and (
            i.delisted_at is not null
            or (i.quantity, i.price_cents, i.properties, i.description, i.user_data_field, i.graded)
                is distinct from
                (s.quantity, s.price_cents, s.properties, s.description, s.user_data_field, s.graded)
        ) as differing,
    not coalesce(h.open or h.fresh, false) as stale
from brx_touched_rows t
join user_inventory_items i on i.user_id = :user and i.id = t.id
left join brx_held h on h.id = i.id
left join brx_stage s
    on s.skip_reason is null
    and s.product_id = i.external_stock_id
    and s.blueprint_id = i.blueprint_id
where i.external_stock_id is not null
    and (:scope::integer[] is null or i.blueprint_id = any(:scope))
union all
select
    null,
    s.blueprint_id,
    true,
    not exists (select 1 from brx_protected o where o.product_id = s.product_id and o.open)
        and not exists (select 1 from brx_protected o where o.blueprint_id = s.blueprint_id)
from brx_stage s
where s.held
    and s.skip_reason is null
    and not exists (
        select 1
        from user_inventory_items i
        where i.user_id = :user
            and i.external_stock_id = s.product_id
            and i.blueprint_id = s.blueprint_id
    )
