-- In: nothing. Out: whether there is a history already, or this role may create one.
select to_regclass('brx_schema_history') is not null
    or coalesce(has_schema_privilege(current_schema(), 'create'), false)
