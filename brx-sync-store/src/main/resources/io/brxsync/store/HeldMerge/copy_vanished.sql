-- In: rows in COPY's binary format. Out: the same rows in table brx_vanished; see create_tables.sql.
copy pg_temp.brx_vanished (id, quantity, in_stock, confirmed) from stdin with (format binary)
