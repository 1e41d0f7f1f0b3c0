-- In: user, message. Out: the number of users, 0 or 1.
update user_sync_settings
set sync_status = 'error',
    last_error = :message,
    updated_at = now()
where user_id = :user
