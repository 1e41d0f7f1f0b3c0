-- In: nothing. Out: this session's staging table. skip_reason is null for products that belong into the mirror; position
-- counts up, so that of two rows with one id the later one can be told; held is set by the merge, for products that the
-- mirror may know better.
create temporary table if not exists brx_stage (
    position bigint not null,
    product_id text not null,
    blueprint_id integer not null,
    quantity integer not null,
    price_cents integer not null,
    properties jsonb,
    description text,
    user_data_field text,
    graded boolean,
    skip_reason text,
    held boolean not null default false
) on commit preserve rows
