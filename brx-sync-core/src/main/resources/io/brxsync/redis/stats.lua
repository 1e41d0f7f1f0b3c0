-- stats.lua: every queue in numbers.
-- KEYS[1] the namespace's meta key
-- ARGV    none
-- Returns per queue 9: name, ready, claimed, scheduled, held lanes, side lanes, dead, age of the oldest ready task in ms,
--         to a tenth of a second (0 for none), 1 when paused
local result = {}
local queues = call('SMEMBERS', P .. 'queues')
table.sort(queues)
for _, queue in ipairs(queues) do
  local oldest = call('ZRANGE', P .. 'since:' .. queue, 0, 0)[1]
  for _, value in ipairs({
    queue,
    tonumber(call('HGET', P .. 'waits:' .. queue, 'all') or '0'),
    call('ZCARD', P .. 'claims:' .. queue),
    call('ZCARD', P .. 'due:' .. queue),
    call('ZCARD', P .. 'held:' .. queue),
    call('HLEN', P .. 'sided:' .. queue),
    call('ZCARD', P .. 'dead:' .. queue),
    oldest and math.max(0, now - tonumber(oldest) * 100) or 0,
    call('SISMEMBER', P .. 'paused', queue),
  }) do
    result[#result + 1] = type(value) == 'number' and int(value) or value
  end
end
return result
