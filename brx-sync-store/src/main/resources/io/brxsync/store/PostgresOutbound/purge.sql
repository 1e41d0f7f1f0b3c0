-- In: before. Out: up to 10,000 changes deleted, none of them in review.
delete from outbound_changes
where id in (
    select id
    from outbound_changes
    where settled_at < :before
        and state <> 'review'
    order by settled_at
    limit 10000
)
