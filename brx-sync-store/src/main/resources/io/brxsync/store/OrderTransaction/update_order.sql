-- In: user, order, state, open, seenAt, announced (else polled). Out: 1 row written. Older news only leave their trace.
update marketplace_orders
set state = case when :seenAt >= coalesce(event_at, :seenAt) then :state else state end,
    open = case when :seenAt >= coalesce(event_at, :seenAt) then :open else open end,
    event_at = greatest(event_at, :seenAt),
    announced_at = case when :announced then coalesce(announced_at, clock_timestamp()) else announced_at end,
    polled_at = case when :announced then polled_at else clock_timestamp() end,
    updated_at = clock_timestamp()
where user_id = :user
    and order_id = :order
