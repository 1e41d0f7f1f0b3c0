-- find.lua: what the queue knows of some tasks.
-- KEYS[1] the namespace's meta key
-- ARGV    the ids
-- Returns per id 7: state (R S C D, '' unknown), message, attempts, crashes, reason, checkpoint,
--         token of the last claim
local result = {}
for _, id in ipairs(ARGV) do
  local t = call('HMGET', P .. 'task:' .. id, 's', 'm', 'a', 'x', 'r', 'k', 't')
  local state, number = state_of(t[1])
  for _, value in ipairs({ state or '', t[2] or '', t[3] or '0', t[4] or '0', t[5] or '', t[6] or '',
    state == 'C' and number or t[7] or '' }) do
    result[#result + 1] = value
  end
end
return result
