-- In: nothing. Out: up to 1,000 changes that nobody works on any more, and why.
select c.id, coalesce(o.operation_metadata ->> 'error', 'nobody knows why') as reason
from outbound_changes c
join sync_operations o on o.operation_id = c.operation_id
where c.settled_at is null
    and (
        o.status = 'failed'
        or (c.state = 'submitted' or c.job is not null) and c.sent_at < clock_timestamp() - interval '1 hour'
    )
order by c.id
limit 1000
