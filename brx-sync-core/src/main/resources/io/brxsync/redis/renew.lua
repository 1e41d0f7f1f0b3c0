-- renew.lua: extends leases.
-- KEYS[1] the namespace's meta key
-- ARGV    1 lease in ms from now, then per lease 2: id, token
-- Returns per lease 1: H held, C held and to be cancelled, L lost, F forgotten: Redis has lost its data since the claim
local result = {}
local born = tonumber(call('HGET', META, 'born') or 'inf')
despite_full_memory()
local deadline = int(now + tonumber(ARGV[1]))
for i = 2, #ARGV, 2 do
  local letter, token, _, more, queue = read_task(ARGV[i])
  if letter == 'C' and token == ARGV[i + 1] then
    call('ZADD', P .. 'claims:' .. queue, 'XX', deadline, ARGV[i])
    result[#result + 1] = more and call('HGET', P .. 'more:' .. ARGV[i], 'z') and 'C' or 'H'
  else
    result[#result + 1] = not letter and tonumber(ARGV[i + 1]) < born and 'F' or 'L'
  end
end
return result
