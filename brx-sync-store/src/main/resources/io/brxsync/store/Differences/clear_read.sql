-- In: user, scope (blueprints, null for all), tables brx_touched and brx_vanished. Out: the number of rows that rested on an
-- older read and rest on this one from now on.
update user_inventory_items i
set read_started_at = null,
    read_ended_at = null
where i.user_id = :user
    and i.read_started_at is not null
    and (:scope::integer[] is null or i.blueprint_id = any(:scope))
    and not exists (select 1 from brx_touched t where t.id = i.id)
    and not exists (select 1 from brx_vanished v where v.id = i.id and v.in_stock and i.quantity > 0)
