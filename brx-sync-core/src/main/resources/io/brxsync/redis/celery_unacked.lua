-- celery_unacked.lua: what Celery's workers took and did not acknowledge; kombu keeps it in unacked and unacked_index, the
-- latter by the time in seconds at which it was taken.
-- KEYS[1] the bridges' key
-- ARGV    Celery's key prefix, age in ms, most
-- Returns per message 2: tag, entry
local found = {}
local before = (now() - tonumber(ARGV[2])) / 1000
for _, tag in ipairs(call('ZRANGEBYSCORE', ARGV[1] .. 'unacked_index', '-inf', before, 'LIMIT', 0, ARGV[3])) do
  local entry = call('HGET', ARGV[1] .. 'unacked', tag)
  if entry then
    found[#found + 1] = tag
    found[#found + 1] = entry
  end
end
return found
