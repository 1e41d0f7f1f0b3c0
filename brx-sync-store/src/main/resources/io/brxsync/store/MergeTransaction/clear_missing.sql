-- In: user, staging. Out: the number of rows that waited for their removal and are in the export again.
update user_inventory_items i
set missing_since = null
from brx_stage s
where i.user_id = :user
    and i.missing_since is not null
    and s.product_id = i.external_stock_id
    and (s.skip_reason is not null or s.blueprint_id = i.blueprint_id)
