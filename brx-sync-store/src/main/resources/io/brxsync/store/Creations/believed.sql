-- In: user, blueprint, since. Out: product ids and the quantities that CardTrader should have: the mirror's less what it was not
-- told yet, and less what exports found to be more since then.
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
    )::integer - coalesce(
        (
            select sum(m.delta)
            from stock_movements m
            where m.user_id = i.user_id
                and m.external_stock_id = i.external_stock_id
                and m.cause = 'export'
                and m.delta > 0
                and m.recorded_at >= :since
        ),
        0
    )::integer as quantity
from user_inventory_items i
where i.user_id = :user
    and i.blueprint_id = :blueprint
    and i.external_stock_id ~ '^[0-9]{1,18}$'
