-- In: the contract tables. Out: what brx-sync keeps beside the contract, nullable, so that the Python service goes on
-- reading and writing its tables.

set local lock_timeout = '60s';
-- "Already exists, skipping" is the normal case here.
set local client_min_messages = warning;

-- Set while an operator stops all work for the user.
alter table user_sync_settings add column if not exists suspended_at timestamptz;

-- delisted_at: when the product was found gone from CardTrader. missing_since: when an export first lacked it, while
-- its removal waits for a second export that agrees.
alter table user_inventory_items
    add column if not exists delisted_at timestamptz,
    add column if not exists missing_since timestamptz;

create index if not exists ix_user_inventory_items_missing
    on user_inventory_items (user_id)
    where missing_since is not null;

-- task: the queue's message as JSON text, null for rows that are a record only. unique_key: set while the key is live.
-- token: the fencing token of the last claim that began.
alter table sync_operations
    add column if not exists task text,
    add column if not exists unique_key text,
    add column if not exists token bigint;

create unique index if not exists ux_sync_operations_unique_key
    on sync_operations (unique_key)
    where unique_key is not null and status in ('pending', 'running');

-- For recovery, in the order of the ids, which is the order of time.
create index if not exists ix_sync_operations_unsettled
    on sync_operations (operation_id collate "C")
    where task is not null and status in ('pending', 'running');

create index if not exists ix_sync_operations_completed_at
    on sync_operations (completed_at)
    where completed_at is not null;
