-- In: ids, reason. Out: the number of rows written.
update outbound_changes
set state = 'pending',
    result = :reason
where id = any(:ids)
    and settled_at is null
