-- In: user, exportStart, stamp, scope (blueprints, null for all), operation, token, metadata (a JSON object as text; nulls remove);
-- the last three null without an operation. Out: the number of reads written; an older one never replaces a newer one. A
-- read of everything makes older ones of single blueprints superfluous, and ends the sync.
with superfluous as (
    delete from inventory_reads
    where user_id = :user
        and :scope::integer[] is null
        and blueprint_id <> 0
        and started_at <= :exportStart
), synced as (
    update user_sync_settings
    set sync_status = 'active',
        last_sync_at = now(),
        last_error = null,
        updated_at = now()
    where user_id = :user
        and :scope::integer[] is null
), recorded as (
    update sync_operations
    set operation_metadata = jsonb_strip_nulls(
            case when jsonb_typeof(operation_metadata) = 'object' then operation_metadata else '{}'::jsonb end
            || :metadata::jsonb
        ),
        token = :token
    where operation_id = :operation
        and coalesce(token, 0) <= :token
)
insert into inventory_reads as r (user_id, blueprint_id, started_at, ended_at)
select :user, b.blueprint_id, :exportStart, :stamp
from unnest(coalesce(:scope::integer[], array[0])) as b (blueprint_id)
on conflict (user_id, blueprint_id) do update
set started_at = excluded.started_at,
    ended_at = excluded.ended_at
where r.started_at < excluded.started_at
