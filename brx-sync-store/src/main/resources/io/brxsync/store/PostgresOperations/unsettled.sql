-- In: createdBefore, afterId (empty for the beginning), limit. Out: the messages of rows that have not ended, by id.
select task
from sync_operations
where task is not null
    and status in ('pending', 'running')
    and created_at < :createdBefore
    and operation_id collate "C" > :afterId
order by operation_id collate "C"
limit :limit
