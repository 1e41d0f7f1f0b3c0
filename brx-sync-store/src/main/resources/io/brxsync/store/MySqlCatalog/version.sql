-- In: nothing. Out: the server's version.
select version()
