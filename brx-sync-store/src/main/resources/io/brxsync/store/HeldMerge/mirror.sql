-- In: user, exportStart. Out: the user's rows as far as they are products of CardTrader. special: touched since the export
-- began, waiting for its removal, or resting on an older read, so that it takes more than to compare values.
select
    id, external_stock_id, blueprint_id, quantity, price_cents, properties::text as properties, description,
    user_data_field, graded,
    delisted_at is not null as delisted,
    coalesce(updated_at > :exportStart, false) or missing_since is not null or read_started_at is not null as special
from user_inventory_items
where user_id = :user
    and external_stock_id is not null
