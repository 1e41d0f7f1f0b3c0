-- In: id, state, result (null keeps what stands there). Out: the change as it is now.
update outbound_changes
set state = :state,
    result = coalesce(:result, result),
    settled_at = coalesce(settled_at, clock_timestamp())
where id = :id
returning *
