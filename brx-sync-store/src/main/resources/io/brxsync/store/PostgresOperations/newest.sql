-- In: users, types (arrays). Out: each user's newest operation of these types.
select o.operation_id, o.user_id, o.operation_type, o.status, o.operation_metadata::text, o.created_at, o.completed_at
from unnest(:users) as u (user_id)
cross join lateral (
    select *
    from sync_operations
    where sync_operations.user_id = u.user_id
        and operation_type = any(:types)
    order by created_at desc, id desc
    limit 1
) o
