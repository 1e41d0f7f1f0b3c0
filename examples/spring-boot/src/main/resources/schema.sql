-- The shop's own table, beside those of brx-sync.
create table if not exists shop_sales (
  id uuid primary key,
  seller uuid not null,
  product text not null,
  copies int not null check (copies > 0),
  sold_at timestamptz not null default now()
);
