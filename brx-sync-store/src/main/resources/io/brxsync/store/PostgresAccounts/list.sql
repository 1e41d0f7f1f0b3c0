-- In: nothing. Out: every account and its number of rows in stock, by user id.
select
    s.user_id,
    s.sync_status::text as sync_status,
    s.suspended_at is not null as suspended,
    s.last_sync_at,
    s.last_error,
    s.created_at,
    coalesce(i.products, 0) as products
from user_sync_settings s
left join (
    select user_id, count(*) as products
    from user_inventory_items
    where quantity > 0
    group by user_id
) i on i.user_id = s.user_id
order by s.user_id
