-- In: user, exportStart, stamp, table brx_held. Out: table brx_touched_rows with the rows that somebody else touched since the
-- export began. All rows written here are as old as stamp: two ranges leave them out without reading them.
insert into brx_touched_rows (id)
select id
from user_inventory_items
where user_id = :user
    and (updated_at > :exportStart and updated_at < :stamp or updated_at > :stamp)
union
select id
from brx_held
