-- In: staging. Out: statistics of what is joined on, without which every join below would be planned for a handful of rows.
-- Those of the values would cost more than a join, and no plan depends on them.
analyze brx_stage (product_id, blueprint_id, skip_reason)
