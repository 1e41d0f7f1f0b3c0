-- In: id, user, product. Out: what other changes that CardTrader has not heard of did to the mirror's quantity (pending);
-- whether one that moves the quantity is under way (disturbed); milliseconds since this one was sent (since_sent).
select
    coalesce(sum((change ->> 'applied')::integer) filter (where id <> :id and state = 'pending'), 0) as pending,
    coalesce(
        bool_or(
            id <> :id
            and (state = 'sending' or state = 'submitted' and result is null)
            and (kind in ('adjust', 'delete') or change -> 'quantity' is not null)
        ),
        false
    ) as disturbed,
    coalesce(
        max((extract(epoch from clock_timestamp() - sent_at) * 1000)::bigint) filter (where id = :id),
        0
    ) as since_sent
from outbound_changes
where user_id = :user
    and external_stock_id = :product
    and (settled_at is null or id = :id)
