-- In: user, exportStart. Out: 1 row: the server's time; whether the whole inventory was merged before; whether the user has any
-- row; whether this export may be older than something (see find_protected.sql); whether the columns are of the types in
-- which copy.sql gets them, which those of an adopted table need not be.
select
    clock_timestamp() as stamp,
    exists (select 1 from inventory_reads where user_id = :user and blueprint_id = 0) as merged_before,
    exists (select 1 from user_inventory_items where user_id = :user) as has_rows,
    exists (
        select 1 from outbound_changes where user_id = :user and settled_at is null and external_stock_id is not null
    )
        or exists (
            select 1
            from stock_movements
            where user_id = :user
                and recorded_at > :exportStart
                and cause <> 'export'
                and outcome <> 'contained'
                and external_stock_id is not null
        )
        or exists (
            select 1 from inventory_reads where user_id = :user and blueprint_id <> 0 and started_at > :exportStart
        )
        or exists (
            select 1 from outbound_changes where user_id = :user and kind = 'delete' and settled_at > :exportStart
        ) as older_than_something,
    (
        select count(*)
        from pg_attribute
        where attrelid = 'user_inventory_items'::regclass
            and case attname
                when 'user_id' then atttypid = 'uuid'::regtype
                when 'blueprint_id' then atttypid = 'integer'::regtype
                when 'quantity' then atttypid = 'integer'::regtype
                when 'price_cents' then atttypid = 'integer'::regtype
                when 'properties' then atttypid = 'jsonb'::regtype
                when 'external_stock_id' then atttypid in ('varchar'::regtype, 'text'::regtype)
                when 'description' then atttypid in ('varchar'::regtype, 'text'::regtype)
                when 'user_data_field' then atttypid in ('varchar'::regtype, 'text'::regtype)
                when 'graded' then atttypid = 'boolean'::regtype
                when 'created_at' then atttypid = 'timestamptz'::regtype
                when 'updated_at' then atttypid = 'timestamptz'::regtype
                else false
            end
    ) = 11 as usual_types
