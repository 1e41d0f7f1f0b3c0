-- In: user, exportStart, stamp. Out: whether somebody else touched a row since the export began; all rows written here are as
-- old as stamp.
select exists (
    select 1
    from user_inventory_items
    where user_id = :user
        and (updated_at > :exportStart and updated_at < :stamp or updated_at > :stamp)
)
