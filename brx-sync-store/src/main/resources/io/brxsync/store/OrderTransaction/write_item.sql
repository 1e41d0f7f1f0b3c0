-- In: user, order, item, hub, product, blueprint, live. Out: 1 row written.
insert into marketplace_order_items (user_id, order_id, item_id, hub_order_id, external_stock_id, blueprint_id, live)
values (:user, :order, :item, :hub, :product, :blueprint, :live)
on conflict (user_id, order_id, item_id) do update
set live = excluded.live,
    hub_order_id = coalesce(excluded.hub_order_id, marketplace_order_items.hub_order_id),
    external_stock_id = coalesce(excluded.external_stock_id, marketplace_order_items.external_stock_id),
    blueprint_id = coalesce(excluded.blueprint_id, marketplace_order_items.blueprint_id),
    recorded_at = clock_timestamp()
