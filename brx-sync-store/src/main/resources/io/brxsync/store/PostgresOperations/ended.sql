-- In: ids, tokens, statuses, reasons (arrays of one length, sorted by id, each id once; reasons may hold nulls).
-- The largest token stands for an end that no claim decided: it ends any row and leaves the row's token as it is.
-- Out: the number of rows written; rows that a larger token touched are left alone.
with ends as materialized (
    select o.id, e.token, e.status, e.reason
    from unnest(:ids, :tokens, :statuses, :reasons) as e (operation_id, token, status, reason)
    join sync_operations o on o.operation_id = e.operation_id and coalesce(o.token, 0) <= e.token
    order by o.operation_id
    for no key update of o
)
update sync_operations o
set status = e.status,
    completed_at = now(),
    token = coalesce(nullif(e.token, 9223372036854775807), o.token),
    unique_key = null,
    operation_metadata = case
            when jsonb_typeof(o.operation_metadata) = 'object' then o.operation_metadata
            else '{}'::jsonb
        end
        || case when e.status = 'completed' then '{"progress_percent": 100}'::jsonb else '{}'::jsonb end
        || case when e.reason is null then '{}'::jsonb else jsonb_build_object('error', e.reason) end
from ends e
where o.id = e.id
