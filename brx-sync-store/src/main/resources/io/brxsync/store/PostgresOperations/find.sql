-- In: id. Out: the operation, or nothing.
select operation_id, user_id, operation_type, status, operation_metadata::text, created_at, completed_at
from sync_operations
where operation_id = :id
