-- In: user, limit. Out: the user's operations, newest first.
select operation_id, user_id, operation_type, status, operation_metadata::text, created_at, completed_at
from sync_operations
where user_id = :user
order by created_at desc, id desc
limit :limit
