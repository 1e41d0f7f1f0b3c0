-- celery_refuse.lua: puts a message aside, unless another consumer has it by now.
-- KEYS[1] the bridges' key
-- ARGV    consumer, message, entry
-- Returns the entry's number, 0 for none
if call('LREM', P .. 'taken:' .. ARGV[1], -1, ARGV[2]) == 0 then
  return 0
end
local number = call('INCR', P .. 'numbers')
call('HSET', P .. 'refused', number, string.format('%.0f', now()) .. ' ' .. ARGV[3])
return number
