-- In: staging. Out: statistics, without which every join below would be planned for a handful of rows.
analyze brx_stage
