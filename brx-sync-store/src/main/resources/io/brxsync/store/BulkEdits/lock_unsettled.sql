-- In: ids. Out: those changes that are not settled, locked to the end; not those of a product of which an older edit was
-- sent without an answer: should CardTrader still make that one, it would undo them.
select *
from outbound_changes c
where c.id = any(:ids)
    and c.state in ('pending', 'sending')
    and not exists (
        select 1
        from outbound_changes o
        where o.user_id = c.user_id
            and o.external_stock_id = c.external_stock_id
            and o.settled_at is null
            and o.kind = 'edit'
            and o.state = 'sending'
            and o.id <> all(:ids)
    )
order by c.id
for no key update
