-- In: an empty schema. Out: the accounts that jobs add to, and the ledger that has one row per effect.
create table chaos_account (user_id uuid primary key, balance bigint not null);
create table chaos_ledger (task_id text primary key, token bigint not null, user_id uuid not null, number int not null)
