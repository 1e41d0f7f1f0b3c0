-- In: user, token and secret (both encrypted). Out: 1 row written.
update user_sync_settings
set cardtrader_token_encrypted = :token,
    webhook_secret = :secret,
    updated_at = now()
where user_id = :user
