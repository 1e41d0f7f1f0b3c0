-- In: user. Out: the account and its number of rows in stock, or nothing.
select
    s.user_id,
    s.sync_status::text as sync_status,
    s.suspended_at is not null as suspended,
    s.last_sync_at,
    s.last_error,
    s.created_at,
    (select count(*) from user_inventory_items i where i.user_id = s.user_id and i.quantity > 0) as products
from user_sync_settings s
where s.user_id = :user
