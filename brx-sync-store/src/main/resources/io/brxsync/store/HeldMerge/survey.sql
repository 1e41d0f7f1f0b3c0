-- In: user, exportStart. Out: 1 row: the server's time; whether the whole inventory was merged before; whether the user has any
-- row; whether this export may be older than something (see find_protected.sql).
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
        ) as older_than_something
