-- In: user, products (text array). Out: those of the products that the mirror has no row of.
select p.product
from unnest(:products) as p (product)
where not exists (
    select 1
    from user_inventory_items i
    where i.user_id = :user
        and i.external_stock_id = p.product
)
