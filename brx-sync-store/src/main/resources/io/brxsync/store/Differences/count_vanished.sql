-- In: table brx_vanished. Out: how many of its rows are in stock.
select count(*)
from brx_vanished
where in_stock
