-- cancel.lua: drops a waiting task, marks a running one.
-- KEYS[1] the namespace's meta key
-- ARGV    1 id
-- Returns the state it was in (R S C D), '' when the queue does not know it
local id = ARGV[1]
local task = P .. 'task:' .. id
local t = call('HMGET', task, 's', 'q', 'u', 'n')
local state, queue, user = t[1], t[2], t[3]
if state == 'C' then
  despite_full_memory()
  call('HSET', task, 'z', '1')
elseif state == 'R' or state == 'S' then
  call('ZREM', P .. (state == 'R' and 'ready:' or 'due:') .. queue, id)
  if state == 'R' then
    call('LREM', P .. 'lane:' .. queue .. ':' .. user, 1, id)
    if call('EXISTS', P .. 'lane:' .. queue .. ':' .. user) == 0 then
      unring(queue, user)
    elseif reconsider(queue, user) then
      rouse(queue)
    end
  end
  free_unique(id, t[4])
  call('DEL', task)
end
return state or ''
