-- In: ids, quantities (arrays of one length). Out: the number of rows written. What was sent is noted in the change.
update outbound_changes o
set state = 'sending',
    sent_at = clock_timestamp(),
    result = null,
    change = case
        when o.change -> 'quantity' is null then o.change
        else o.change || jsonb_build_object('sent_quantity', m.quantity)
    end
from unnest(:ids, :quantities) as m (id, quantity)
where o.id = m.id
