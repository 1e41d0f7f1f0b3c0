-- In: an empty database. Out: the tables of the Python service in its newest shape.
create type sync_status_enum as enum ('idle', 'initial_sync', 'active', 'error');

create table user_sync_settings (
    user_id uuid not null,
    cardtrader_token_encrypted text not null,
    webhook_secret varchar(255),
    sync_status sync_status_enum not null,
    last_sync_at timestamp with time zone,
    last_error text,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    primary key (user_id)
);

create table user_inventory_items (
    id bigserial not null,
    user_id uuid not null references user_sync_settings (user_id) on delete cascade,
    blueprint_id integer not null,
    quantity integer not null,
    price_cents integer not null,
    properties jsonb,
    external_stock_id varchar(255),
    description text,
    user_data_field text,
    graded boolean,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    primary key (id),
    constraint uq_user_blueprint_external_stock unique (user_id, blueprint_id, external_stock_id)
);

create index ix_user_inventory_items_user_id on user_inventory_items (user_id);
create index ix_user_inventory_items_blueprint_id on user_inventory_items (blueprint_id);
create index ix_user_inventory_items_external_stock_id on user_inventory_items (external_stock_id);
create index ix_user_inventory_items_updated_at on user_inventory_items (updated_at);
create index idx_inventory_user_blueprint_external
    on user_inventory_items (user_id, blueprint_id, external_stock_id);

create table sync_operations (
    id bigserial not null,
    user_id uuid not null references user_sync_settings (user_id) on delete cascade,
    operation_id varchar(255) not null,
    operation_type varchar(50) not null,
    status varchar(50) not null,
    operation_metadata jsonb,
    created_at timestamp with time zone default now() not null,
    completed_at timestamp with time zone,
    primary key (id)
);

create index ix_sync_operations_user_id on sync_operations (user_id);
create unique index ix_sync_operations_operation_id on sync_operations (operation_id);
create index ix_sync_operations_status on sync_operations (status);
