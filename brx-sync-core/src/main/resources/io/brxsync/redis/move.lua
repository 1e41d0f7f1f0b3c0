-- move.lua: puts dead letters into the lanes of another queue.
-- KEYS[1] the namespace's meta key
-- ARGV    1 the queue, then per task 3: id, token of its last claim as it was read, its message with the new queue
-- Returns how many of them were dead and are not any more; one whose unique key is live again stays dead
local count = 0
local queue = ARGV[1]
for i = 2, #ARGV, 3 do
  local id = ARGV[i]
  local task = P .. 'task:' .. id
  local t = call('HMGET', task, 's', 'd', 't')
  if state_of(t[1]) == 'D' and t[3] == ARGV[i + 1] then
    local from, user, capability, priority, mode, unique = described(t[2])
    if not key_is_taken(unique) then
      call('ZREM', P .. 'dead:' .. from, id)
      call('HSET', task, 'm', ARGV[i + 2], 'd', describe(queue, user, capability, priority, mode, unique))
      revive(queue, user, id, priority, unique)
      count = count + 1
    end
  end
end
write_counts()
return count
