-- In: user, stamp, table brx_vanished. Out: the number of rows that were at 0 and are gone from CardTrader for good. Nothing
-- that anybody else reads changes, so updated_at stays.
update user_inventory_items i
set delisted_at = :stamp,
    missing_since = null
from brx_vanished v
where i.user_id = :user
    and i.id = v.id
    and not v.in_stock
