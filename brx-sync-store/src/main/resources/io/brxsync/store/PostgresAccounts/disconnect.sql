-- In: user. Out: the number of rows deleted, 0 or 1.
delete from user_sync_settings
where user_id = :user
