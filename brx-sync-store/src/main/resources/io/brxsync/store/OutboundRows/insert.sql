-- In: user, kind, reference, product, blueprint, operation. Out: the id of the change written, or nothing if the reference
-- is taken.
insert into outbound_changes (user_id, kind, reference, external_stock_id, blueprint_id, change, state, operation_id)
values (:user, :kind, :reference, :product, :blueprint, '{}'::jsonb, 'pending', :operation)
on conflict do nothing
returning id
