-- In: whole (whether the export covers a whole inventory), lockLimit (such as 30000ms). Out: nothing. For this transaction,
-- plans fit this user's numbers, hash tables fit into memory, and nobody waits too long for a lock. The statistics know
-- nothing of a user who came today: for a whole inventory, a nested loop planned for one row would run for minutes. Of the
-- staging table they need to know little, so a sample of 3,000 rows does.
select
    set_config('plan_cache_mode', 'force_custom_plan', true),
    set_config('work_mem', '64MB', true),
    set_config('default_statistics_target', '10', true),
    set_config('lock_timeout', :lockLimit, true),
    set_config('enable_nestloop', case when :whole then 'off' else 'on' end, true)
