-- In: user. Out: whether orders were read within the last half minute.
select exists (
    select 1
    from order_polls
    where user_id = :user
        and polled_at > clock_timestamp() - interval '30 seconds'
)
