-- In: before. Out: up to 10,000 orders deleted that are over and were last heard of before; an order heard of again later
-- is new, and what it sold is older than what was read since.
with gone as (
    delete from marketplace_orders
    where (user_id, order_id) in (
        select user_id, order_id
        from marketplace_orders
        where updated_at < :before
            and not open
        order by updated_at
        limit 10000
    )
    returning user_id, order_id
), items as (
    delete from marketplace_order_items i
    using gone
    where i.user_id = gone.user_id
        and i.order_id = gone.order_id
)
select count(*)
from gone
