-- In: user. Out: whether the user has no row at all.
select not exists (select 1 from user_inventory_items where user_id = :user)
