-- In: before. Out: the number of rows deleted, at most 5000. Besides what ended before that time, this takes records
-- of runs without a place in the outbox that began before it and whose worker vanished: nobody will end them.
delete from sync_operations
where id in (
    select id
    from sync_operations
    where (status in ('completed', 'failed') and coalesce(completed_at, created_at) < :before)
        or (task is null and token is not null and created_at < :before and completed_at is null)
    limit 5000
)
