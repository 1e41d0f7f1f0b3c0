-- In: ids, tasks (text arrays of one length). Out: the number of rows written.
update sync_operations o
set task = m.task
from unnest(:ids, :tasks) as m (id, task)
where o.operation_id = m.id
