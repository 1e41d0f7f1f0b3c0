-- In: user, suspended. Out: the number of users, 0 or 1. A second suspension keeps the time of the first.
update user_sync_settings
set suspended_at = case when :suspended then coalesce(suspended_at, now()) end,
    updated_at = now()
where user_id = :user
