-- In: staging. Out: the number of products by the reason for leaving them out, null for those that belong into the mirror.
select skip_reason, count(*) as products
from brx_stage
group by skip_reason
