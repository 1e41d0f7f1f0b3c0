-- In: user, seconds. Out: one row about the orders first seen within so many seconds.
select
    count(*) as orders,
    count(*) filter (where announced_at is null and before_polls is not true and first_seen_at < clock_timestamp() - interval '2 minutes')
        as unannounced,
    (select max(announced_at) from marketplace_orders where user_id = :user) as last_webhook_at
from marketplace_orders
where user_id = :user
    and first_seen_at > clock_timestamp() - make_interval(secs => :seconds)
