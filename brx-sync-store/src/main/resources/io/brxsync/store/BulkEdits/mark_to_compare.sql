-- In: ids. Out: the number of rows written.
update outbound_changes
set result = 'ok, quantity to be compared'
where id = any(:ids)
    and settled_at is null
