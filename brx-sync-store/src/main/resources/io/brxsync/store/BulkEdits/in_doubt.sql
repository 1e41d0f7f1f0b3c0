-- In: user. Out: edits that are being sent, or were without an answer, oldest first; all of them, as those of one product can
-- only be judged together.
select *
from outbound_changes
where user_id = :user
    and settled_at is null
    and kind = 'edit'
    and state = 'sending'
order by id
