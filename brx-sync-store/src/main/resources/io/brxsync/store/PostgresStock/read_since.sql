-- In: user. Out: the start of the oldest read that rows of the mirror rest on (since); null when there is none. A row that
-- rests on none, as one written before reads were noted, says epoch or nothing.
select least(
    coalesce(
        (select started_at from inventory_reads where user_id = :user and blueprint_id = 0),
        (select min(started_at) from inventory_reads where user_id = :user)
    ),
    (
        select min(read_started_at)
        from user_inventory_items
        where user_id = :user
            and read_started_at > 'epoch'
            and delisted_at is null
    )
) as since
