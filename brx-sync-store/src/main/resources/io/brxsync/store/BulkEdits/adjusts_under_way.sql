-- In: user, product. Out: what adjustments that CardTrader has not heard of did to the mirror's quantity (pending); whether
-- one is being sent, so that nobody knows which of the two arrives first (disturbed).
select
    coalesce(sum((change ->> 'applied')::integer) filter (where state = 'pending'), 0) as pending,
    coalesce(bool_or(state = 'sending'), false) as disturbed
from outbound_changes
where user_id = :user
    and external_stock_id = :product
    and kind in ('adjust', 'delete')
    and settled_at is null
