-- celery_depth.lua: how many messages lie where.
-- KEYS[1] the bridges' key
-- ARGV    Celery's key prefix, then its lists
-- Returns 4 numbers: in the lists, taken by bridges or sent back to them, refused, unacknowledged by Celery's workers
local waiting, taken = 0, call('LLEN', P .. 'again')
for i = 2, #ARGV do
  waiting = waiting + call('LLEN', ARGV[i])
end
for _, consumer in ipairs(call('ZRANGE', P .. 'bridges', 0, -1)) do
  taken = taken + call('LLEN', P .. 'taken:' .. consumer)
end
return {
  tostring(waiting), tostring(taken),
  tostring(call('HLEN', P .. 'refused')), tostring(call('HLEN', ARGV[1] .. 'unacked'))
}
