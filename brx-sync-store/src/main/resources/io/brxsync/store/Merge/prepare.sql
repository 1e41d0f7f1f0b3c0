-- In: lockLimit (such as 30000ms), planMode, nestedLoops and wholeTables (on or off). Out: nothing. For this transaction, nobody
-- waits too long for a lock, hash tables fit into memory, and plans are made as Merge.Plans says. Of the staging table the
-- statistics need to know little, so a sample of 3,000 rows does.
select
    set_config('lock_timeout', :lockLimit, true),
    set_config('work_mem', '64MB', true),
    set_config('default_statistics_target', '10', true),
    set_config('plan_cache_mode', :planMode, true),
    set_config('enable_nestloop', :nestedLoops, true),
    set_config('enable_seqscan', :wholeTables, true)
