-- In: the columns of one movement. Out: 1 row written, or 0 if its reference is in the ledger already.
insert into stock_movements (
    user_id, external_stock_id, blueprint_id, cause, reference, outcome, delta, quantity_after, detail, operation_id,
    happened_at
)
values (
    :user, :product, :blueprint, :cause, :reference, :outcome, :delta, :quantityAfter, :detail, :operation, :happenedAt
)
on conflict do nothing
