-- In: operation id. Out: the token of the last claim that began; the row stays locked until the transaction ends, so
-- that no later claim begins meanwhile.
select token from sync_operations where operation_id = ? for update
