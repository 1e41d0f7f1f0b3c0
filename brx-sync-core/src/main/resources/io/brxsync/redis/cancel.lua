-- cancel.lua: drops a waiting task, marks a running one.
-- KEYS[1] the namespace's meta key
-- ARGV    1 id
-- Returns the state it was in (R S C D), '' when the queue does not know it
local id = ARGV[1]
local task = P .. 'task:' .. id
local t = call('HMGET', task, 's', 'd')
local state, since = state_of(t[1])
if not state then
  return ''
end
local queue, user, _, priority, mode, unique = described(t[2])
if state == 'C' then
  despite_full_memory()
  call('HSET', task, 'z', '1')
elseif state == 'R' or state == 'S' then
  if state == 'S' then
    call('ZREM', P .. 'due:' .. queue, id)
  else
    count_ready(queue, tonumber(since), -1)
    call('LREM', P .. 'lane:' .. queue .. ':' .. user, 1, lane_entry(id, priority))
    if call('EXISTS', P .. 'lane:' .. queue .. ':' .. user) == 0 then
      unring(queue, user)
    elseif reconsider(queue, user) then
      rouse(queue)
    end
  end
  free_unique(id, mode, unique)
  call('DEL', task)
end
write_counts()
return state
