-- In: user, seconds. Out: the number of orders that no webhook announced within so many seconds of their first sight, each
-- counted once; orders from before the first poll do not count.
update marketplace_orders o
set reported_at = clock_timestamp()
from order_polls p
where o.user_id = :user
    and p.user_id = :user
    and o.order_id > p.first_id
    and o.announced_at is null
    and o.reported_at is null
    and o.first_seen_at < clock_timestamp() - make_interval(secs => :seconds)
