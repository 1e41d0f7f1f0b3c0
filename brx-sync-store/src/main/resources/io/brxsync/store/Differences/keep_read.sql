-- In: user, tables brx_touched and brx_vanished. Out: the number of rows that still rest on the read before this one: those
-- touched meanwhile, and those that vanished and were left in stock. To be run before this read is noted.
update user_inventory_items i
set read_started_at = coalesce(r.started_at, 'epoch'::timestamptz),
    read_ended_at = coalesce(r.ended_at, clock_timestamp())
from (
    select id from brx_touched where id is not null
    union
    select id from brx_vanished where in_stock
) kept
join user_inventory_items k on k.user_id = :user and k.id = kept.id
left join lateral (
    select started_at, ended_at
    from inventory_reads
    where user_id = :user
        and blueprint_id in (0, k.blueprint_id)
    order by started_at desc
    limit 1
) r on true
where i.user_id = :user
    and i.id = kept.id
    and i.read_started_at is null
    and i.delisted_at is null
