-- In: the contract tables. Out: the ledger of stock movements, the orders behind them, what is on its way to CardTrader,
-- and how fresh each read of CardTrader is. Columns added to the contract tables are nullable.

set local lock_timeout = '60s';
-- "Already exists, skipping" is the normal case here.
set local client_min_messages = warning;

-- Why a quantity is what it is, one row per cause. reference: what makes the movement happen once, such as
-- order:<order>:<item>. delta: null where the product was read again instead. outcome: moved, contained (in what was read
-- already), reread, unchanged.
create table if not exists stock_movements (
    id bigserial primary key,
    user_id uuid not null,
    external_stock_id varchar(255),
    blueprint_id integer,
    cause varchar(50) not null,
    reference text,
    outcome varchar(20) not null,
    delta integer,
    quantity_after integer,
    detail text,
    operation_id varchar(255),
    happened_at timestamptz,
    recorded_at timestamptz not null default clock_timestamp()
);

create unique index if not exists ux_stock_movements_reference
    on stock_movements (user_id, reference)
    where reference is not null;
create index if not exists ix_stock_movements_product on stock_movements (user_id, external_stock_id, id);
create index if not exists ix_stock_movements_recorded_at on stock_movements (recorded_at);

-- Every order of a seller that was seen. announced_at: when the first webhook told of it. polled_at: when it was last read
-- through the API. reported_at: when it was counted as seen without a webhook.
create table if not exists marketplace_orders (
    user_id uuid not null,
    order_id bigint not null,
    state varchar(50) not null,
    open boolean not null,
    event_at timestamptz,
    first_seen_at timestamptz not null default clock_timestamp(),
    announced_at timestamptz,
    polled_at timestamptz,
    reported_at timestamptz,
    updated_at timestamptz not null default clock_timestamp(),
    primary key (user_id, order_id)
);

create index if not exists ix_marketplace_orders_open on marketplace_orders (user_id, polled_at) where open;
create index if not exists ix_marketplace_orders_updated_at on marketplace_orders (updated_at);

-- Every line of those orders. hub_order_id: the CardTrader Zero order in which the sale happened. live: copies sold and
-- neither removed nor cancelled, as last seen.
create table if not exists marketplace_order_items (
    user_id uuid not null,
    order_id bigint not null,
    item_id bigint not null,
    hub_order_id bigint,
    external_stock_id varchar(255),
    blueprint_id integer,
    live integer not null,
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (user_id, order_id, item_id)
);

create index if not exists ix_marketplace_order_items_product
    on marketplace_order_items (user_id, external_stock_id);

-- How far the poll of a seller's orders got, and whether a webhook address is registered. first_id: the newest order when
-- the first poll came; older ones are not looked for.
create table if not exists order_polls (
    user_id uuid primary key,
    first_id bigint not null,
    cursor_id bigint not null,
    polled_at timestamptz not null,
    webhook_checked_at timestamptz,
    webhook_missing_since timestamptz
);

-- When CardTrader was last read: blueprint 0 stands for the whole inventory.
create table if not exists inventory_reads (
    user_id uuid not null,
    blueprint_id integer not null,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    primary key (user_id, blueprint_id)
);

-- The read on which this row's quantity rests, where that is an older one than inventory_reads has: the row was touched
-- while the newer one was under way.
alter table user_inventory_items
    add column if not exists read_started_at timestamptz,
    add column if not exists read_ended_at timestamptz;

create index if not exists ix_user_inventory_items_read
    on user_inventory_items (user_id)
    where read_started_at is not null;

-- What is on its way to CardTrader, one row per change. reference: the caller's idempotency key, or the task. state:
-- pending, sending, submitted (to a bulk job), done, refused, review. While settled_at is null, no export overwrites the
-- product's row.
create table if not exists outbound_changes (
    id bigserial primary key,
    user_id uuid not null,
    kind varchar(20) not null,
    reference text not null,
    external_stock_id varchar(255),
    blueprint_id integer,
    change jsonb not null,
    state varchar(20) not null,
    job varchar(64),
    job_index integer,
    result text,
    operation_id varchar(255),
    created_at timestamptz not null default clock_timestamp(),
    sent_at timestamptz,
    settled_at timestamptz
);

create unique index if not exists ux_outbound_changes_reference on outbound_changes (user_id, kind, reference);
create index if not exists ix_outbound_changes_open
    on outbound_changes (user_id, external_stock_id)
    where settled_at is null;
create index if not exists ix_outbound_changes_job on outbound_changes (job) where job is not null;
create index if not exists ix_outbound_changes_review on outbound_changes (user_id) where state = 'review';
create index if not exists ix_outbound_changes_settled_at on outbound_changes (settled_at);
