-- In: ids (array). Out: the number of rows written. A position without a job says that the job is not known yet.
update outbound_changes o
set state = 'sending',
    sent_at = clock_timestamp(),
    job = null,
    job_index = m.position - 1,
    result = null
from unnest(:ids) with ordinality as m (id, position)
where o.id = m.id
    and o.settled_at is null
