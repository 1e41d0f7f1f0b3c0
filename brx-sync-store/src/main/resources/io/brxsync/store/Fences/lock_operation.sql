-- In: id. Out: the largest fencing token seen so far; the row is locked to the end. Nothing if there is no such row.
select coalesce(token, 0)
from sync_operations
where operation_id = :id
for no key update
