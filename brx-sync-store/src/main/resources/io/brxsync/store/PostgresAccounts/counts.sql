-- In: nothing. Out: how many accounts there are, and how many in which state.
select
    count(*) as total,
    count(*) filter (where sync_status = 'idle') as idle,
    count(*) filter (where sync_status = 'initial_sync') as initial_sync,
    count(*) filter (where sync_status = 'active') as active,
    count(*) filter (where sync_status = 'error') as error,
    count(*) filter (where suspended_at is not null) as suspended
from user_sync_settings
