-- In: staging. Out: the number of products that belong into the mirror.
select count(*)
from brx_stage
where skip_reason is null
