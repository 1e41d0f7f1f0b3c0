-- In: ids, reason. Out: the number of rows written. They keep their job, whose tracking looks them up.
update outbound_changes
set state = 'sending',
    result = :reason
where id = any(:ids)
    and state = 'submitted'
