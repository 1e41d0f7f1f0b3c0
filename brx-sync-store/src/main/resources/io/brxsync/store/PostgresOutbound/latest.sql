-- In: user, states (text array, empty for all), limit. Out: changes, newest first.
select *
from outbound_changes
where user_id = :user
    and (cardinality(:states::text[]) = 0 or state = any(:states))
order by id desc
limit :limit
