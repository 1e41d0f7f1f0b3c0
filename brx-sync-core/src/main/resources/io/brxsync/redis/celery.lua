-- celery.lua: the keys beside Celery's lists, and what their scripts share.
-- In:  put before every celery_*.lua. KEYS[1] is "{namespace}:celery:bridges". Celery's own lists have no hash tag: it knows
--      no Cluster, so they are on this server.
-- Out: local functions, nothing else.
--
-- Keys (P = "{namespace}:celery:")
--   P bridges          zset   consumer -> last sign of life, in ms by this server's clock; 0 for one that has left
--   P taken:<consumer> list   messages it has, oldest last
--   P refused          hash   number -> ms since 1970, a space, and the entry
--   P numbers          string the last number given
--   P again            list   refused messages that somebody sent back, oldest last
local P = string.sub(KEYS[1], 1, -8)
local call = redis.call

local function now()
  local time = call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

