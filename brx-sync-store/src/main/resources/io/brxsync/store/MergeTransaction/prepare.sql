-- In: nothing. Out: nothing; the plans of this transaction fit this user's numbers, and its hash tables fit into memory.
select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('work_mem', '64MB', true)
