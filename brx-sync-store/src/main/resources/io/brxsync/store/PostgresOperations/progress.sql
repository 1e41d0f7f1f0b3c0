-- In: id, token, metadata (a JSON object as text; nulls remove). Out: 1 row written, or 0 if a larger token began.
update sync_operations
set operation_metadata = jsonb_strip_nulls(
        case when jsonb_typeof(operation_metadata) = 'object' then operation_metadata else '{}'::jsonb end
        || :metadata::jsonb
    ),
    token = :token
where operation_id = :id
    and coalesce(token, 0) <= :token
