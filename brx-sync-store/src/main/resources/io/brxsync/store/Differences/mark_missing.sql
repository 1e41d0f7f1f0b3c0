-- In: user, stamp, table brx_vanished. Out: the number of rows whose removal waits from now on; those that wait already keep
-- their time.
update user_inventory_items i
set missing_since = :stamp
from brx_vanished v
where i.user_id = :user
    and i.id = v.id
    and v.in_stock
    and not v.confirmed
    and i.missing_since is null
