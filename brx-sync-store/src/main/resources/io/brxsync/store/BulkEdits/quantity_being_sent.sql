-- In: id, user, product. Out: whether another change of this product's quantity is being sent, or was sent without an answer.
select exists (
    select 1
    from outbound_changes
    where user_id = :user
        and external_stock_id = :product
        and id <> :id
        and settled_at is null
        and state = 'sending'
        and (kind = 'adjust' or kind = 'edit' and change -> 'quantity' is not null)
)
