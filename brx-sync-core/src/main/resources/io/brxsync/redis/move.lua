-- move.lua: puts dead letters into the lanes of another queue.
-- KEYS[1] the namespace's meta key
-- ARGV    1 the queue, then per task 3: id, token of its last claim as it was read, its message with the new queue
-- Returns how many of them were dead and are not any more; one whose unique key is live again stays dead
local count = 0
local queue = ARGV[1]
for i = 2, #ARGV, 3 do
  local id = ARGV[i]
  local letter, number, _, _, from, user, capability, priority, mode, unique = read_task(id)
  if letter == 'D' and call('HGET', P .. 'more:' .. id, 't') == ARGV[i + 1] and not key_is_taken(unique) then
    call('ZREM', P .. 'dead:' .. from, id)
    call('SET', P .. 'task:' .. id, compose(letter, number, queue, user, capability, priority, mode, unique, ARGV[i + 2]))
    add_more(id, 't', ARGV[i + 1])
    revive(queue, user, id, priority, unique)
    count = count + 1
  end
end
write_counts()
return count
