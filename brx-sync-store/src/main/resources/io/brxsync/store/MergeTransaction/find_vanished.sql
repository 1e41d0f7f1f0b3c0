-- In: staging, tables brx_changed and brx_held. Out: the number of rows in table brx_vanished: those that the export no longer
-- holds. A product that changed its blueprint has vanished under the old one; one that is left out of the mirror has not.
insert into brx_vanished (id, quantity, in_stock, confirmed)
select c.id, c.before, c.before > 0, c.confirmed
from brx_changed c
where c.product_id is null
    and not exists (select 1 from brx_held h where h.id = c.id)
    and not exists (
        select 1
        from brx_stage s
        where s.product_id = c.missing_id
            and s.skip_reason is not null
    )
