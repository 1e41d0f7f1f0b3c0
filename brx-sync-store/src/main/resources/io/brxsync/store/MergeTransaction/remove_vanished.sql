-- In: user, all (else only the confirmed ones), stamp, table brx_vanished. Out: the number of rows removed from stock.
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
