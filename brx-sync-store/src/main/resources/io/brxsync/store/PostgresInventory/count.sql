-- In: user. Out: the number of rows in stock.
select count(*)
from user_inventory_items
where user_id = :user
    and quantity > 0
