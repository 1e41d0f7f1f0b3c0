-- In: id. Out: 1 row written, 0 if the change is settled. Sent alone, it has no position in a request any more.
update outbound_changes
set state = 'sending',
    sent_at = clock_timestamp(),
    job_index = case when job is not null then job_index end,
    result = null
where id = :id
    and settled_at is null
