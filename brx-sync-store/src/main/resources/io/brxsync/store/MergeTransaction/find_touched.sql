-- In: user, exportStart, stamp, scope (blueprints, null for all), staging. Out: the blueprints of rows that somebody else
-- touched since the export began, and how many products of the export were not merged because of that.
select
    i.blueprint_id,
    count(*) filter (
        where s.product_id is not null
            and (
                i.delisted_at is not null
                or (i.quantity, i.price_cents, i.properties, i.description, i.user_data_field, i.graded)
                    is distinct from
                    (s.quantity, s.price_cents, s.properties, s.description, s.user_data_field, s.graded)
            )
    ) as differing
from user_inventory_items i
left join brx_stage s
    on s.skip_reason is null
    and s.product_id = i.external_stock_id
    and s.blueprint_id = i.blueprint_id
where i.user_id = :user
    and i.updated_at > :exportStart
    and i.updated_at <> :stamp
    and i.external_stock_id is not null
    and (:scope::integer[] is null or i.blueprint_id = any(:scope))
group by i.blueprint_id
order by i.blueprint_id
