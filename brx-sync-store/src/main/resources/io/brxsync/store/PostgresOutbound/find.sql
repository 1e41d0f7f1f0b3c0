-- In: id. Out: the change; nothing if there is none.
select *
from outbound_changes
where id = :id
