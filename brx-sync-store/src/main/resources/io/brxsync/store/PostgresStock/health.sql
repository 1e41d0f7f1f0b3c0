-- In: user, seconds. Out: one row about the orders first seen within so many seconds; a webhook may be two minutes late, and
-- orders from before the first poll need none.
select
    count(*) as orders,
    count(*) filter (
        where o.announced_at is null
            and o.order_id > p.first_id
            and o.first_seen_at < clock_timestamp() - interval '2 minutes'
    ) as unannounced,
    (select max(announced_at) from marketplace_orders where user_id = :user) as last_webhook_at
from marketplace_orders o
left join order_polls p on p.user_id = o.user_id
where o.user_id = :user
    and o.first_seen_at > clock_timestamp() - make_interval(secs => :seconds)
