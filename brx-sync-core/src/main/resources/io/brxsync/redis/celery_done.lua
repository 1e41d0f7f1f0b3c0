-- celery_done.lua: forgets messages that a consumer has passed on; those it lost to another one stay.
-- KEYS[1] the bridges' key
-- ARGV    consumer, then the messages
-- Returns how many it had
local gone = 0
for i = 2, #ARGV do
  gone = gone + call('LREM', P .. 'taken:' .. ARGV[1], -1, ARGV[i])
end
call('ZADD', P .. 'bridges', now(), ARGV[1])
return gone
