-- In: nothing. Out: the server's time at this moment.
select clock_timestamp()
