-- In: nothing. Out: up to 1,000 users whose edits wait, or are in doubt, though their tasks have ended well and no job's
-- tracker is left to send them or look them up; not those whose token is refused.
select distinct c.user_id
from outbound_changes c
join sync_operations o on o.operation_id = c.operation_id
join user_sync_settings s on s.user_id = c.user_id
where c.settled_at is null
    and c.kind = 'edit'
    and c.state in ('pending', 'sending')
    and greatest(c.created_at, c.sent_at) < clock_timestamp() - interval '1 minute'
    and o.status = 'completed'
    and s.sync_status is distinct from 'error'
    and not exists (
        select 1
        from sync_operations t
        where t.user_id = c.user_id
            and t.operation_type = 'track_job'
            and t.task is not null
            and t.status in ('pending', 'running')
    )
limit 1000
