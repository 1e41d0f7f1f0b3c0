-- In: user, job. Out: the changes of a job that are not settled, in the order in which they were asked for.
select *
from outbound_changes
where user_id = :user
    and job = :job
    and settled_at is null
order by id
