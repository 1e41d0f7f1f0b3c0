-- find.lua: what the queue knows of some tasks.
-- KEYS[1] the namespace's meta key
-- ARGV    the ids
-- Returns per id 7: state (R S C D, '' unknown), message, attempts, crashes, reason, checkpoint,
--         token of the last claim
local result = {}
for _, id in ipairs(ARGV) do
  local t = call('HMGET', P .. 'task:' .. id, 's', 'm', 'a', 'x', 'r', 'k', 't')
  for i = 1, 7 do
    result[#result + 1] = t[i] or ''
  end
end
return result
