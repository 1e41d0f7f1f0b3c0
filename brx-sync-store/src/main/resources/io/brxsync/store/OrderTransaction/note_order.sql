-- In: user, order. Out: 1 row written if the order was not known.
insert into marketplace_orders (user_id, order_id, state, open, before_polls)
values (:user, :order, '', true, not exists (select 1 from order_polls p where p.user_id = :user))
on conflict do nothing
