-- In: ids. Out: those changes that are not settled, locked to the end.
select *
from outbound_changes
where id = any(:ids)
    and state in ('pending', 'sending')
order by id
for no key update
