-- In: user. Out: 1 row if this is the user's first sync and nobody stopped it.
update user_sync_settings
set sync_status = 'initial_sync',
    updated_at = now()
where user_id = :user
    and last_sync_at is null
    and suspended_at is null
