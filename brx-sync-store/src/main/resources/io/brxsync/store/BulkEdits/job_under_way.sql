-- In: user. Out: whether a bulk job has not ended as far as is known: those that have leave a result, and one that nobody
-- followed for ten minutes stops nobody.
select exists (
    select 1
    from outbound_changes
    where user_id = :user
        and settled_at is null
        and state = 'submitted'
        and result is null
        and sent_at > clock_timestamp() - interval '10 minutes'
)
