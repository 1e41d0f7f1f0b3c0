-- restore.lua: puts claims back that Redis has forgotten while their tasks ran, so that they run to their end.
-- KEYS[1] the namespace's meta key
-- ARGV    1 lease in ms from now, then per claim 12: id, message, queue, user, capability, priority, unique key or '',
--         'M' when the key ends at the start of the task, else 'S', token, attempts, crashes, checkpoint or ''
-- Returns per claim 1: H held again, L somebody else enqueued the task meanwhile
local result = {}
despite_full_memory()
for i = 2, #ARGV, 12 do
  local id, message, queue, user = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local capability, priority, unique, mode, token = ARGV[i + 4], ARGV[i + 5], ARGV[i + 6], ARGV[i + 7], ARGV[i + 8]
  local task = P .. 'task:' .. id
  if call('EXISTS', task) == 1 then
    result[#result + 1] = 'L'
  else
    result[#result + 1] = 'H'
    call('SADD', P .. 'queues', queue)
    if mode == 'S' and unique ~= '' and call('HSETNX', P .. 'unique', unique, id) == 0 then
      unique = '' -- a newer task has it
    end
    call('SET', task, compose('B', token, queue, user, capability, priority, mode, unique, message))
    add_more(id, 'a', ARGV[i + 9], 'x', ARGV[i + 10])
    if ARGV[i + 11] ~= '' then
      add_more(id, 'k', ARGV[i + 11])
    end
    call('ZADD', P .. 'claims:' .. queue, int(now + tonumber(ARGV[1])), id)
    wake_at(now + tonumber(ARGV[1]))
    call('HINCRBY', P .. 'busy:' .. queue, user, 1)
    unring(queue, user)
    if call('HEXISTS', P .. 'limits', 't:' .. type_of(capability)) == 1 then
      call('HINCRBY', P .. 'running', type_of(capability), 1)
    end
    if tonumber(token) > tonumber(call('HGET', META, 'token') or '0') then
      call('HSET', META, 'token', token)
    end
  end
end
return result
