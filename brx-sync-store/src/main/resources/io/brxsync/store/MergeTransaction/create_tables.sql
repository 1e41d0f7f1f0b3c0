-- In: nothing. Out: the tables of this transaction. brx_vanished: rows that the export no longer holds; in_stock tells sales
-- and delistings from rows that were sold out already, confirmed that an export before this one missed the row as well.
-- brx_touched: products that somebody else touched since the export began; see find_touched.sql.
create temporary table brx_vanished (
    id bigint not null,
    quantity integer,
    in_stock boolean,
    confirmed boolean not null
) on commit drop;
create temporary table brx_touched (
    id bigint,
    blueprint_id integer not null,
    differing boolean not null,
    stale boolean not null
) on commit drop
