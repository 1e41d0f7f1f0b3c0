-- In: user. Out: whether an edit of a quantity was not sent yet.
select exists (
    select 1
    from outbound_changes
    where user_id = :user
        and settled_at is null
        and kind = 'edit'
        and state = 'pending'
        and change -> 'quantity' is not null
)
