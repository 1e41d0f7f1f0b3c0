-- In: user, exportStart, staging. Out: table brx_changed with the rows that differ from the export and
-- may be overwritten, their quantity as it is, and all values as they are to be.
create temporary table brx_changed on commit drop as
select
    i.id, i.quantity as before,
    s.product_id, s.blueprint_id, s.quantity, s.price_cents, s.properties, s.description, s.user_data_field, s.graded
from user_inventory_items i
join brx_stage s
    on s.product_id = i.external_stock_id
    and s.blueprint_id = i.blueprint_id
where i.user_id = :user
    and s.skip_reason is null
    and coalesce(i.updated_at <= :exportStart, true)
    and not s.held
    and (
        i.delisted_at is not null
        or (i.quantity, i.price_cents, i.properties, i.description, i.user_data_field, i.graded)
            is distinct from
            (s.quantity, s.price_cents, s.properties, s.description, s.user_data_field, s.graded)
    )
