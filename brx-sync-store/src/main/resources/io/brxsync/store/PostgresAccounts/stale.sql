-- In: seconds. Out: users whose last complete sync is longer ago than that or never was, longest ago first.
select user_id
from user_sync_settings
where sync_status <> 'error'
    and suspended_at is null
    and (last_sync_at is null or last_sync_at < now() - make_interval(secs => :seconds))
order by last_sync_at nulls first, user_id
