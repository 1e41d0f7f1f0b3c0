-- In: id, product. Out: 1 row written: the change has a product from now on.
update outbound_changes
set external_stock_id = :product
where id = :id
