-- In: user, kind, reference. Out: the change, locked to the end; nothing if there is none.
select *
from outbound_changes
where user_id = :user
    and kind = :kind
    and reference = :reference
for no key update
