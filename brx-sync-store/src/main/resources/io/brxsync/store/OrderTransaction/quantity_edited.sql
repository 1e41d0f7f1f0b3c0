-- In: user, product. Out: when the seller last set the quantity in an edit that is still on its way, or nothing.
select max(created_at) as edited_at
from outbound_changes
where user_id = :user
    and external_stock_id = :product
    and settled_at is null
    and kind = 'edit'
    and change -> 'quantity' is not null
having max(created_at) is not null
