-- cancel.lua: drops a waiting task, marks a running one.
-- KEYS[1] the namespace's meta key
-- ARGV    1 id
-- Returns the state it was in (R S C D), '' when the queue does not know it
local id = ARGV[1]
local letter, number, _, more, queue, user, _, priority, mode, unique = read_task(id)
if not letter then
  return ''
end
if letter == 'C' then
  despite_full_memory()
  add_more(id, 'z', '1')
elseif letter == 'R' or letter == 'S' then
  if letter == 'S' then
    call('ZREM', P .. 'due:' .. queue, id)
  else
    count_ready(queue, tonumber(number), -1)
    call('LREM', P .. 'lane:' .. queue .. ':' .. user, 1, lane_entry(id, priority))
    if call('EXISTS', P .. 'lane:' .. queue .. ':' .. user) == 0 then
      unring(queue, user)
    elseif reconsider(queue, user) then
      rouse(queue)
    end
  end
  free_unique(id, mode, unique)
  forget(id, more)
end
write_counts()
return letter
