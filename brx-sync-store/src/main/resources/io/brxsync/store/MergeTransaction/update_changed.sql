-- In: user, exportStart, stamp, staging. Out: the number of rows that differed from the export and equal it now, products
-- that returned included. Equal rows and rows touched since the export began are not written.
update user_inventory_items i
set quantity = s.quantity,
    price_cents = s.price_cents,
    properties = s.properties,
    description = s.description,
    user_data_field = s.user_data_field,
    graded = s.graded,
    delisted_at = null,
    updated_at = :stamp
from brx_stage s
where i.user_id = :user
    and s.skip_reason is null
    and i.external_stock_id = s.product_id
    and i.blueprint_id = s.blueprint_id
    and coalesce(i.updated_at <= :exportStart, true)
    and (
        i.delisted_at is not null
        or (i.quantity, i.price_cents, i.properties, i.description, i.user_data_field, i.graded)
            is distinct from
            (s.quantity, s.price_cents, s.properties, s.description, s.user_data_field, s.graded)
    )
