-- In: user, token and secret (both encrypted). Out: 1 row written. An error state is left behind.
insert into user_sync_settings (
    user_id, cardtrader_token_encrypted, webhook_secret, sync_status, created_at, updated_at
)
values (:user, :token, :secret, 'idle', now(), now())
on conflict (user_id) do update
set cardtrader_token_encrypted = excluded.cardtrader_token_encrypted,
    webhook_secret = excluded.webhook_secret,
    sync_status = case
        when user_sync_settings.sync_status <> 'error' then user_sync_settings.sync_status
        when user_sync_settings.last_sync_at is null then 'idle'
        else 'active'
    end,
    last_error = null,
    updated_at = now()
