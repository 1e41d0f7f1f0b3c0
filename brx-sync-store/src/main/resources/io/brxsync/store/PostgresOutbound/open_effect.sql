-- In: id, user, product. Out: what other changes that CardTrader has not heard of did to the mirror's quantity (pending);
-- whether one that moves the quantity is under way (disturbed); whether CardTrader moved it in a way that only a read tells,
-- and none was merged since, or the mirror never was read from CardTrader (unclear); milliseconds since this one was sent
-- (since_sent).
with newest_read as (
    select coalesce(
        min(i.read_started_at),
        (
            select max(r.started_at)
            from inventory_reads r
            where r.user_id = :user
                and r.blueprint_id in (0, min(i.blueprint_id))
        ),
        'epoch'
    ) as started_at
    from user_inventory_items i
    where i.user_id = :user
        and i.external_stock_id = :product
        and i.delisted_at is null
)
select
    coalesce(sum((change ->> 'applied')::integer) filter (where id <> :id and state = 'pending'), 0) as pending,
    coalesce(
        bool_or(
            id <> :id
            and state in ('sending', 'submitted')
            and result is null
            and (kind in ('adjust', 'delete') or change -> 'quantity' is not null)
        ),
        false
    ) as disturbed,
    (select started_at = 'epoch' from newest_read)
    or exists (
        select 1
        from stock_movements m
        where m.user_id = :user
            and m.external_stock_id = :product
            and m.outcome = 'reread'
            and m.recorded_at > (select started_at from newest_read)
    ) as unclear,
    coalesce(
        max((extract(epoch from clock_timestamp() - sent_at) * 1000)::bigint) filter (where id = :id),
        0
    ) as since_sent
from outbound_changes
where user_id = :user
    and external_stock_id = :product
    and (settled_at is null or id = :id)
