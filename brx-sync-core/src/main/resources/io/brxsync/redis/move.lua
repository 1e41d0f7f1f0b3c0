-- move.lua: puts dead letters into the lanes of another queue.
-- KEYS[1] the namespace's meta key
-- ARGV    1 the queue, then per task 3: id, token of its last claim as it was read, its message with the new queue
-- Returns how many of them were dead and are not any more; one whose unique key is live again stays dead
local count = 0
local queue = ARGV[1]
for i = 2, #ARGV, 3 do
  local id = ARGV[i]
  local task = P .. 'task:' .. id
  local t = call('HMGET', task, 's', 'q', 'u', 'n', 't')
  if t[1] == 'D' and t[5] == ARGV[i + 1] and not key_is_taken(t[4]) then
    call('ZREM', P .. 'dead:' .. t[2], id)
    call('HSET', task, 'm', ARGV[i + 2], 'q', queue)
    revive(queue, t[3], id, t[4])
    count = count + 1
  end
end
return count
