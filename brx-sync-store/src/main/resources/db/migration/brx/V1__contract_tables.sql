-- In: an empty schema, or one with the tables of the Python service and their rows.
-- Out: the three contract tables with all columns, defaults, keys and indexes. No row is changed. Whatever is there
-- already stays as it is, under the name it has.

-- A worker in a long transaction must not make everybody else queue behind this migration.
set local lock_timeout = '60s';
-- "Already exists, skipping" is the normal case here.
set local client_min_messages = warning;

do $$
begin
    if to_regtype('sync_status_enum') is null then
        create type sync_status_enum as enum ('idle', 'initial_sync', 'active', 'error');
    end if;
end
$$;

create table if not exists user_sync_settings (
    user_id uuid primary key,
    cardtrader_token_encrypted text not null,
    webhook_secret varchar(255),
    sync_status sync_status_enum not null default 'idle',
    last_sync_at timestamptz,
    last_error text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table if not exists user_inventory_items (
    id bigserial primary key,
    user_id uuid not null,
    blueprint_id integer not null,
    quantity integer not null default 0,
    price_cents integer not null default 0,
    properties jsonb,
    external_stock_id varchar(255),
    description text,
    user_data_field text,
    graded boolean,
    updated_at timestamptz not null default now(),
    created_at timestamptz not null default now()
);

create table if not exists sync_operations (
    id bigserial primary key,
    user_id uuid not null,
    operation_id varchar(255) not null,
    operation_type varchar(50) not null,
    status varchar(50) not null,
    operation_metadata jsonb,
    created_at timestamptz not null default now(),
    completed_at timestamptz
);

alter table user_sync_settings
    add column if not exists webhook_secret varchar(255),
    add column if not exists last_sync_at timestamptz,
    add column if not exists last_error text,
    add column if not exists created_at timestamptz default now(),
    add column if not exists updated_at timestamptz default now(),
    alter column sync_status set default 'idle',
    alter column created_at set default now(),
    alter column updated_at set default now();

alter table user_inventory_items
    add column if not exists properties jsonb,
    add column if not exists description text,
    add column if not exists user_data_field text,
    add column if not exists graded boolean,
    add column if not exists created_at timestamptz default now(),
    add column if not exists updated_at timestamptz default now(),
    alter column created_at set default now(),
    alter column updated_at set default now();

alter table sync_operations
    add column if not exists operation_metadata jsonb,
    add column if not exists created_at timestamptz default now(),
    add column if not exists completed_at timestamptz,
    alter column created_at set default now();

-- Indexes are recognised by their columns, because nobody knows what the Python service called them.
do $$
declare
    wanted record;
begin
    for wanted in
        select *
        from (values
            ('user_sync_settings', array['user_id'], true, 'ux_user_sync_settings_user_id'),
            ('user_inventory_items', array['user_id', 'blueprint_id', 'external_stock_id'], true,
                'ux_user_inventory_items_product'),
            ('user_inventory_items', array['user_id'], false, 'ix_user_inventory_items_user_id'),
            ('user_inventory_items', array['blueprint_id'], false, 'ix_user_inventory_items_blueprint_id'),
            ('user_inventory_items', array['external_stock_id'], false, 'ix_user_inventory_items_external_stock_id'),
            ('user_inventory_items', array['updated_at'], false, 'ix_user_inventory_items_updated_at'),
            ('sync_operations', array['operation_id'], true, 'ux_sync_operations_operation_id'),
            ('sync_operations', array['user_id', 'created_at'], false, 'ix_sync_operations_user_id_created_at')
        ) as list (tab, cols, uniq, name)
    loop
        if not exists (
            select 1
            from pg_index x
            where x.indrelid = wanted.tab::regclass
                and x.indisvalid
                and x.indpred is null
                and (x.indisunique or not wanted.uniq)
                and wanted.cols = (
                    select array_agg(a.attname::text order by k.position)
                    from unnest(string_to_array(x.indkey::text, ' ')::int2[]) with ordinality as k (attnum, position)
                    join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.attnum
                )
        ) then
            execute format(
                'create %s index %I on %I (%s)',
                case when wanted.uniq then 'unique' else '' end,
                wanted.name,
                wanted.tab,
                array_to_string(wanted.cols, ', ')
            );
        end if;
    end loop;
end
$$;
