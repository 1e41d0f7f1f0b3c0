-- In: user. Out: whether an edit of a quantity was not sent yet, or its job has not ended.
select exists (
    select 1
    from outbound_changes
    where user_id = :user
        and settled_at is null
        and kind = 'edit'
        and (state in ('pending', 'sending') or state = 'submitted' and result is null)
        and change -> 'quantity' is not null
)
