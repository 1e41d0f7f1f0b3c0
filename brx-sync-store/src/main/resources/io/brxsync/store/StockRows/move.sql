-- In: id, quantity. Out: 1 row written. A product that is sold out is no longer listed.
update user_inventory_items
set quantity = :quantity,
    delisted_at = case when :quantity = 0 then clock_timestamp() end,
    missing_since = null,
    updated_at = clock_timestamp()
where id = :id
