-- In: id. Out: 1 row written, 0 if the change is settled.
update outbound_changes
set state = 'sending',
    sent_at = clock_timestamp(),
    result = null
where id = :id
    and settled_at is null
