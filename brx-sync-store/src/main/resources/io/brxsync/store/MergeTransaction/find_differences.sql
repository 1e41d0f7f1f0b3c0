-- In: user, exportStart, staging. Out: table brx_changed, in one pass over both: rows that differ from the export and may be
-- overwritten, their quantity as it is, and all values as they are to be; products that have no row, whose id is null;
-- and rows that the export does not hold under this blueprint, whose product_id is null.
insert into brx_changed (
    id, before, confirmed, missing_id, product_id, blueprint_id, quantity, price_cents, properties, description,
    user_data_field, graded
)
select
    i.id,
    i.quantity as before,
    coalesce(i.missing_since <= :exportStart, false) as confirmed,
    i.external_stock_id as missing_id,
    s.product_id, s.blueprint_id, s.quantity, s.price_cents, s.properties, s.description, s.user_data_field, s.graded
from brx_stage s
full join (
    select *
    from user_inventory_items
    where user_id = :user
        and external_stock_id is not null
) i
    on i.external_stock_id = s.product_id
    and i.blueprint_id = s.blueprint_id
where case
    when s.product_id is null then
        i.delisted_at is null
        and coalesce(i.updated_at <= :exportStart, true)
    else
        s.skip_reason is null
        and not s.held
        and (
            i.id is null
            or coalesce(i.updated_at <= :exportStart, true)
            and (
                i.delisted_at is not null
                or (i.quantity, i.price_cents, i.properties, i.description, i.user_data_field, i.graded)
                    is distinct from
                    (s.quantity, s.price_cents, s.properties, s.description, s.user_data_field, s.graded)
            )
        )
    end
