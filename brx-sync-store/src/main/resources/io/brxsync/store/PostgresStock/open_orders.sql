-- In: user, before, limit. Out: ids of orders that are not over, those first that were not read for the longest time.
select order_id
from marketplace_orders
where user_id = :user
    and open
    and coalesce(polled_at, announced_at, first_seen_at) < :before
order by coalesce(polled_at, announced_at, first_seen_at), order_id
limit :limit
