-- In: id, reason. Out: 1 row written, 0 if the change is settled.
update outbound_changes
set state = 'pending',
    result = :reason
where id = :id
    and settled_at is null
