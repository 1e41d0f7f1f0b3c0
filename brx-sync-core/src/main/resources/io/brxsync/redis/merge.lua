-- merge.lua: replaces the message of a waiting task, unless somebody was faster.
-- KEYS[1] the namespace's meta key
-- ARGV    1 id, 2 the message as it was read, 3 the message to put in its place
-- Returns 1 when it was replaced, 0 when the task has started, ended or changed meanwhile
local task = P .. 'task:' .. ARGV[1]
local found = call('HMGET', task, 's', 'm')
local state = state_of(found[1])
if (state == 'R' or state == 'S') and found[2] == ARGV[2] then
  call('HSET', task, 'm', ARGV[3])
  return 1
end
return 0
