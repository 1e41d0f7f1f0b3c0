-- In: user, scope (blueprints, null for all). Out: the number of rows in stock that the export covers.
select count(*)
from user_inventory_items
where user_id = :user
    and external_stock_id is not null
    and quantity > 0
    and (:scope::integer[] is null or blueprint_id = any(:scope))
