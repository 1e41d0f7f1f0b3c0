-- In: user. Out: the encrypted secrets and whether the user is suspended, or nothing.
select cardtrader_token_encrypted, webhook_secret, suspended_at is not null as suspended
from user_sync_settings
where user_id = :user
