-- In: user. Out: 1 row, once no other transaction merges into this user's mirror; held to the end.
select 1 as locked
from (select pg_advisory_xact_lock(hashtextextended('brx-sync merge ' || :user::uuid, 0))) as waited
