-- In: user, product (null for all), limit. Out: movements, newest first.
select *
from stock_movements
where user_id = :user
    and (:product::text is null or external_stock_id = :product)
order by id desc
limit :limit
