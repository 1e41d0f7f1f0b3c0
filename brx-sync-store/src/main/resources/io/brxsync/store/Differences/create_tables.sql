-- In: nothing. Out: the tables of merges, which are empty at the beginning of each transaction and belong to the session: to
-- make and drop them costs more than a small merge.
-- brx_protected, brx_held: what this export may be older than; see find_protected.sql, find_held_rows.sql.
-- brx_changed: what the export says differently; see find_differences.sql.
-- brx_vanished: rows that the export no longer holds; in_stock tells sales and delistings from rows that were sold out already,
-- confirmed that an export before this one missed the row as well.
-- brx_touched_rows, brx_touched: products that somebody else touched since the export began; see find_touched.sql.
create temporary table if not exists brx_protected (
    product_id text,
    blueprint_id integer,
    open boolean not null
) on commit delete rows;
create temporary table if not exists brx_held (
    id bigint not null,
    open boolean not null,
    fresh boolean not null
) on commit delete rows;
create temporary table if not exists brx_changed (
    id bigint,
    before integer,
    confirmed boolean not null,
    missing_id text,
    product_id text,
    blueprint_id integer,
    quantity integer,
    price_cents integer,
    properties jsonb,
    description text,
    user_data_field text,
    graded boolean
) on commit delete rows;
create temporary table if not exists brx_vanished (
    id bigint not null,
    quantity integer,
    in_stock boolean,
    confirmed boolean not null
) on commit delete rows;
create temporary table if not exists brx_touched_rows (
    id bigint not null
) on commit delete rows;
create temporary table if not exists brx_touched (
    id bigint,
    blueprint_id integer not null,
    differing boolean not null,
    stale boolean not null
) on commit delete rows
