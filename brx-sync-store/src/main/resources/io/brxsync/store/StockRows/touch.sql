-- In: user, product. Out: the number of rows that no export begun before now overwrites any more.
update user_inventory_items
set updated_at = clock_timestamp()
where user_id = :user
    and external_stock_id = :product
