-- In: id. Out: the change, locked to the end.
select *
from outbound_changes
where id = :id
for no key update
