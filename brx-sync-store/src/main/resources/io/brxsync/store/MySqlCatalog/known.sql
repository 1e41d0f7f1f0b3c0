-- In: {table}, ids. Out: those of the ids that the table lists; one such query per table, joined by "union all".
select cardtrader_id from {table} where cardtrader_id in (<ids>)
