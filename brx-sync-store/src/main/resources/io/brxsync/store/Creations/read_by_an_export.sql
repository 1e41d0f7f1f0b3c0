-- In: user, product, ownKey. Out: whether the mirror has this listing with this key already. Each key is put there once by its
-- creation, so that an export was quicker.
select exists (
    select 1
    from user_inventory_items
    where user_id = :user
        and external_stock_id = :product
        and user_data_field = :ownKey
)
