-- In: user, order. Out: 1 row written if the order was not known.
insert into marketplace_orders (user_id, order_id, state, open)
values (:user, :order, '', true)
on conflict do nothing
