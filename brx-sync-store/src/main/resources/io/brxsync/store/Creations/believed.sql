-- In: user, blueprint. Out: product ids and the quantities that CardTrader should have: the mirror's less what it was not
-- told yet.
select
    i.external_stock_id,
    i.quantity - coalesce(
        (
            select sum((c.change ->> 'applied')::integer)
            from outbound_changes c
            where c.user_id = i.user_id
                and c.external_stock_id = i.external_stock_id
                and c.settled_at is null
                and c.state = 'pending'
        ),
        0
    )::integer as quantity
from user_inventory_items i
where i.user_id = :user
    and i.blueprint_id = :blueprint
    and i.external_stock_id ~ '^[0-9]{1,18}$'
