-- In: user, order. Out: the order as last seen, locked to the end.
select state, event_at
from marketplace_orders
where user_id = :user
    and order_id = :order
for no key update
