-- In: ids. Out: those of these changes that exist.
select *
from outbound_changes
where id = any(:ids)
