-- In: status (null for any), suspended (true: only those), search (part of id or last error, empty for all), offset, limit.
-- Out: accounts and their numbers of rows in stock: in error first, then in their first sync, then synced longest ago.
select
    s.user_id,
    s.sync_status::text as sync_status,
    s.suspended_at is not null as suspended,
    s.last_sync_at,
    s.last_error,
    s.created_at,
    (select count(*) from user_inventory_items i where i.user_id = s.user_id and i.quantity > 0) as products
from (
    select *
    from user_sync_settings
    where (:status::text is null or sync_status::text = :status)
        and (not :suspended or suspended_at is not null)
        and (:search = '' or position(lower(:search) in lower(user_id::text || ' ' || coalesce(last_error, ''))) > 0)
    order by sync_status = 'error' desc, sync_status = 'initial_sync' desc, last_sync_at nulls first, user_id
    offset :offset
    limit :limit
) s
order by s.sync_status = 'error' desc, s.sync_status = 'initial_sync' desc, s.last_sync_at nulls first, s.user_id
