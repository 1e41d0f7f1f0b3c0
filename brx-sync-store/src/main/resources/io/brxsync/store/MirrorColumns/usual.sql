-- In: nothing. Out: 1 row: whether the mirror's columns are of the types in which copy_all.sql gets them.
select count(*) = 11 as usual
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
