-- celery_leave.lua: a consumer ends; what it still has may be taken by others at once.
-- KEYS[1] the bridges' key
-- ARGV    consumer
-- Returns how many messages it still has
local left = call('LLEN', P .. 'taken:' .. ARGV[1])
if left == 0 then
  call('ZREM', P .. 'bridges', ARGV[1])
else
  call('ZADD', P .. 'bridges', 0, ARGV[1])
end
return left
