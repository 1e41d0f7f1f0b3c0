-- In: staging. Out: staging with one row per product, the last one that came.
delete from brx_stage s
using (
    select product_id, max(position) as last
    from brx_stage
    group by product_id
    having count(*) > 1
) d
where s.product_id = d.product_id
    and s.position < d.last
