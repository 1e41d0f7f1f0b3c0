-- find.lua: what the queue knows of some tasks.
-- KEYS[1] the namespace's meta key
-- ARGV    the ids
-- Returns per id 7: state (R S C D, '' unknown), message, attempts, crashes, reason, checkpoint,
--         token of the last claim
local result = {}
for _, id in ipairs(ARGV) do
  local letter, number, _, _, _, _, _, _, _, _, text, message_at = read_task(id)
  local more = call('HMGET', P .. 'more:' .. id, 'a', 'x', 'r', 'k', 't')
  for _, value in ipairs({ letter or '', text and sub(text, message_at) or '', more[1] or '0', more[2] or '0',
    more[3] or '', more[4] or '', letter == 'C' and number or more[5] or '' }) do
    result[#result + 1] = value
  end
end
return result
