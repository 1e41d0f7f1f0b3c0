-- In: nothing. Out: an empty staging table.
truncate brx_stage
