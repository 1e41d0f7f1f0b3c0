-- In: users, ids, types, createdAts, tasks, keys (text arrays of one length; keys may hold nulls). Out: the ids of the
-- rows written; a row whose id exists or whose key is live is not written.
insert into sync_operations (
    user_id, operation_id, operation_type, status, operation_metadata, created_at, task, unique_key
)
select m.user_id::uuid, m.id, m.type, 'pending', '{}'::jsonb, m.created_at::timestamptz, m.task, m.unique_key
from unnest(:users, :ids, :types, :createdAts, :tasks, :keys) with ordinality
    as m (user_id, id, type, created_at, task, unique_key, position)
order by m.position
on conflict do nothing
returning operation_id
