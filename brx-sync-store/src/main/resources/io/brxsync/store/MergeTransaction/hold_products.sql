-- In: staging, table brx_protected. Out: the number of staged products that this export may be older than.
update brx_stage s
set held = true
from brx_protected p
where p.product_id = s.product_id
