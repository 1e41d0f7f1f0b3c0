-- In: id, user, type, createdAt, token, releasesKey (whether the key is live only until the start). Out: status and task
-- of the row as it is now: running, or completed if it was so before; nothing if a larger token began already.
insert into sync_operations as o (
    user_id, operation_id, operation_type, status, operation_metadata, created_at, token
)
values (:user, :id, :type, 'running', '{}'::jsonb, :createdAt, :token)
on conflict (operation_id) do update
set token = excluded.token,
    status = case when o.status = 'completed' then o.status else 'running' end,
    completed_at = case when o.status = 'completed' then o.completed_at end,
    operation_metadata = case
        when jsonb_typeof(o.operation_metadata) <> 'object' then '{}'::jsonb
        when o.status = 'completed' then o.operation_metadata
        else o.operation_metadata - 'error'
    end,
    -- A row that ended has lost its key, which may be another row's by now.
    unique_key = case when :releasesKey or o.status not in ('pending', 'running') then null else o.unique_key end
where coalesce(o.token, 0) <= excluded.token
returning o.status, o.task
