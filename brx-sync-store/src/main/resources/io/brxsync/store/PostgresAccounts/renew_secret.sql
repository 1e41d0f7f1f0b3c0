-- In: user, secret (encrypted). Out: 1 row written, or 0 if the user is not connected.
update user_sync_settings
set webhook_secret = :secret,
    updated_at = now()
where user_id = :user
