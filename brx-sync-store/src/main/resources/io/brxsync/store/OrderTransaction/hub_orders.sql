-- In: user, orders (array). Out: those of them whose lines are known.
select distinct order_id
from marketplace_order_items
where user_id = :user
    and order_id = any(:orders)
