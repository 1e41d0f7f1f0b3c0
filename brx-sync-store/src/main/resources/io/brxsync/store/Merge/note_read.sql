-- In: user, exportStart, stamp, scope (blueprints, null for all). Out: the number of reads written; an older one never
-- replaces a newer one. A read of everything makes older ones of single blueprints superfluous.
with superfluous as (
    delete from inventory_reads
    where user_id = :user
        and :scope::integer[] is null
        and blueprint_id <> 0
        and started_at <= :exportStart
)
insert into inventory_reads as r (user_id, blueprint_id, started_at, ended_at)
select :user, b.blueprint_id, :exportStart, :stamp
from unnest(coalesce(:scope::integer[], array[0])) as b (blueprint_id)
on conflict (user_id, blueprint_id) do update
set started_at = excluded.started_at,
    ended_at = excluded.ended_at
where r.started_at < excluded.started_at
