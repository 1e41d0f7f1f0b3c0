-- In: staging. Out: the number of products left out, by reason.
select skip_reason, count(*) as products
from brx_stage
where skip_reason is not null
group by skip_reason
