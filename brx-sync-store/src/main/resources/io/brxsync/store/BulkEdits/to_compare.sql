-- In: user. Out: the changes whose job went well and whose quantity has to be compared, in the order in which they were asked for.
select *
from outbound_changes
where user_id = :user
    and settled_at is null
    and state = 'submitted'
    and result is not null
order by id
