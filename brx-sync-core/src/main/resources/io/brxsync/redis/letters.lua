-- letters.lua: dead letters of one queue, newest first.
-- KEYS[1] the namespace's meta key
-- ARGV    1 queue or '' for all, 2 how many at most
-- Returns per task 5: message, reason, attempts, crashes, buried at (ms)
local result = {}
local queues = ARGV[1] == '' and call('SMEMBERS', P .. 'queues') or { ARGV[1] }
for _, queue in ipairs(queues) do
  for _, id in ipairs(call('ZREVRANGE', P .. 'dead:' .. queue, 0, tonumber(ARGV[2]) - 1)) do
    local _, buried_at, _, _, _, _, _, _, _, _, text, message_at = read_task(id)
    local more = call('HMGET', P .. 'more:' .. id, 'r', 'a', 'x')
    for _, value in ipairs({ sub(text, message_at), more[1], more[2] or '0', more[3] or '0', buried_at }) do
      result[#result + 1] = value
    end
  end
end
return result
