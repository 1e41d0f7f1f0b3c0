-- In: nothing. Out: the ids of all connected users.
select user_id
from user_sync_settings
order by user_id
