-- In: user, state. Out: how many changes are in it.
select count(*)
from outbound_changes
where user_id = :user
    and state = :state
