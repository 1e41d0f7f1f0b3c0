-- In: user, table brx_protected. Out: table brx_held with the rows that this export may be older than: open (a change is on its
-- way), fresh (read later).
insert into brx_held (id, open, fresh)
select id, bool_or(open) as open, bool_or(fresh) as fresh
from (
    select i.id, p.open, false as fresh
    from user_inventory_items i
    join brx_protected p on p.product_id = i.external_stock_id
    where i.user_id = :user
    union all
    select i.id, false, true
    from user_inventory_items i
    join brx_protected p on p.blueprint_id = i.blueprint_id
    where i.user_id = :user
) held
group by id
