-- In: nothing. Out: the server's version and the newest migration that was applied, 0 for none.
select
    current_setting('server_version') as version,
    coalesce(max(version::integer), 0) as schema_version
from brx_schema_history
where success
    and version is not null
