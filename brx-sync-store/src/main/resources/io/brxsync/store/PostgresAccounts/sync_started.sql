-- In: user. Out: as seller.sql, with the server's time; or nothing. If this is the user's first sync and nobody stopped it, it
-- is noted.
with first_sync as (
    update user_sync_settings
    set sync_status = 'initial_sync',
        updated_at = now()
    where user_id = :user
        and last_sync_at is null
        and suspended_at is null
)
select
    cardtrader_token_encrypted, webhook_secret, suspended_at is not null as suspended, clock_timestamp() as at
from user_sync_settings
where user_id = :user
