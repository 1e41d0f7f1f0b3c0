-- In: ids, positions (arrays of one length), job. Out: the number of rows written.
update outbound_changes o
set state = 'submitted',
    job = :job,
    job_index = m.position,
    result = null
from unnest(:ids, :positions) as m (id, position)
where o.id = m.id
