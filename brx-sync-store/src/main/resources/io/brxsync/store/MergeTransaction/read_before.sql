-- In: user. Out: 1 if the whole inventory was merged before, else 0.
select count(*)
from inventory_reads
where user_id = :user
    and blueprint_id = 0
