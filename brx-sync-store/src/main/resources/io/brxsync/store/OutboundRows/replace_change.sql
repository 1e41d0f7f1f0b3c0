-- In: id, change (JSON text). Out: 1 row written.
update outbound_changes
set change = :change::jsonb
where id = :id
