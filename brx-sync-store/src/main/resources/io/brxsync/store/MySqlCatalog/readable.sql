-- In: {table}. Out: at most one row; fails if the table or its column is missing or may not be read.
(select cardtrader_id from {table} limit 1)
