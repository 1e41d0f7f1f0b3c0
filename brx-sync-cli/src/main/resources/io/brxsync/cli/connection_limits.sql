-- In: nothing. Out: how many connections ordinary roles may open in all, and how many are open now.
select
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as available,
    (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as in_use
