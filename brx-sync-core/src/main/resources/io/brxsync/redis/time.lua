-- time.lua: the clock that all machines agree on.
-- KEYS[1] any key of the namespace, so that a cluster asks the node that decides
-- ARGV    none
-- Returns milliseconds since 1970
return now
