-- In: user. Out: as seller.sql; the row is locked.
select cardtrader_token_encrypted, webhook_secret, suspended_at is not null as suspended
from user_sync_settings
where user_id = :user
for no key update
