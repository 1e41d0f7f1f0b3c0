-- In: user, limit. Out: edits that were not sent yet, oldest first; not those whose task is still waiting to begin, because
-- newer values may join it.
select c.*
from outbound_changes c
join sync_operations o on o.operation_id = c.operation_id
where c.user_id = :user
    and c.settled_at is null
    and c.kind = 'edit'
    and c.state = 'pending'
    and o.status <> 'pending'
order by c.id
limit :limit
