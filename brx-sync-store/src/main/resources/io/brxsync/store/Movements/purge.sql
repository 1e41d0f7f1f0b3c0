-- In: before. Out: up to 10,000 movements deleted.
delete from stock_movements
where id in (select id from stock_movements where recorded_at < :before order by recorded_at limit 10000)
