-- In: ids, keys (text arrays). Out: the rows with these ids, and the live rows with these keys, locked until the end of
-- the transaction.
select operation_id, unique_key, status, task
from sync_operations
where operation_id = any(:ids)
    or (unique_key = any(:keys) and status in ('pending', 'running'))
order by operation_id
for no key update
