-- In: user, order. Out: the lines of the order as last seen.
select item_id, external_stock_id, blueprint_id, live
from marketplace_order_items
where user_id = :user
    and order_id = :order
order by item_id
