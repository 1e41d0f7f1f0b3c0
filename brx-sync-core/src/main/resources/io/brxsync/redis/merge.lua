-- merge.lua: replaces the message of a waiting task, unless somebody was faster.
-- KEYS[1] the namespace's meta key
-- ARGV    1 id, 2 the message as it was read, 3 the message to put in its place
-- Returns 1 when it was replaced, 0 when the task has started, ended or changed meanwhile
local letter, _, _, _, _, _, _, _, _, _, text, message_at = read_task(ARGV[1])
if (letter == 'R' or letter == 'S') and sub(text, message_at) == ARGV[2] then
  call('SET', P .. 'task:' .. ARGV[1], sub(text, 1, message_at - 1) .. ARGV[3])
  return 1
end
return 0
