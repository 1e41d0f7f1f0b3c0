-- renew.lua: extends leases.
-- KEYS[1] the namespace's meta key
-- ARGV    1 lease in ms from now, then per lease 2: id, token
-- Returns per lease 1: H held, C held and to be cancelled, L lost, F forgotten: Redis has lost its data since the claim
local result = {}
local born = tonumber(call('HGET', META, 'born') or 'inf')
despite_full_memory()
local deadline = int(now + tonumber(ARGV[1]))
for i = 2, #ARGV, 2 do
  local t = call('HMGET', P .. 'task:' .. ARGV[i], 's', 'd', 'z')
  local state, token = state_of(t[1])
  if state == 'C' and token == ARGV[i + 1] then
    call('ZADD', P .. 'claims:' .. described(t[2]), 'XX', deadline, ARGV[i])
    result[#result + 1] = t[3] and 'C' or 'H'
  else
    result[#result + 1] = not t[1] and tonumber(ARGV[i + 1]) < born and 'F' or 'L'
  end
end
return result
