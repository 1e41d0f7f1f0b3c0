-- control.lua: operators' switches.
-- KEYS[1] the namespace's meta key
-- ARGV    1 verb, then: pause QUEUE | resume QUEUE | hold USER | release USER | limit FIELD NUMBER ('' for none)
--         | lock NAME MILLISECONDS
-- Returns 1; for lock 0 when somebody else has it
local verb, name = ARGV[1], ARGV[2]
despite_full_memory()
if verb == 'pause' then
  call('SADD', P .. 'paused', name)
elseif verb == 'resume' then
  call('SREM', P .. 'paused', name)
  rouse(name)
elseif verb == 'hold' then
  call('SADD', P .. 'holds', name)
elseif verb == 'release' then
  call('SREM', P .. 'holds', name)
  for _, queue in ipairs(call('SMEMBERS', P .. 'queues')) do
    if call('ZREM', P .. 'held:' .. queue, name) == 1 and relane(queue, name) then
      rouse(queue)
    end
  end
elseif verb == 'lock' then
  return call('SET', P .. 'lock:' .. name, '1', 'NX', 'PX', ARGV[3]) and 1 or 0
elseif verb == 'limit' then
  if ARGV[3] == '' then
    call('HDEL', P .. 'limits', name)
  else
    call('HSET', P .. 'limits', name, ARGV[3])
  end
  -- What runs is counted anew: nobody counted while there was no limit.
  call('DEL', P .. 'running')
  for _, queue in ipairs(call('SMEMBERS', P .. 'queues')) do
    for _, id in ipairs(call('ZRANGE', P .. 'claims:' .. queue, 0, -1)) do
      local _, _, _, _, _, _, capability = read_task(id)
      local kind = type_of(capability)
      if call('HEXISTS', P .. 'limits', 't:' .. kind) == 1 then
        call('HINCRBY', P .. 'running', kind, 1)
      end
    end
  end
  rouse_all()
end
return 1
