-- In: user. Out: the number of users, 0 or 1.
update user_sync_settings
set sync_status = 'active',
    last_sync_at = now(),
    last_error = null,
    updated_at = now()
where user_id = :user
