-- In: staging, table brx_protected. Out: the number of staged products whose blueprint was read later.
update brx_stage s
set held = true
from brx_protected p
where p.blueprint_id = s.blueprint_id
