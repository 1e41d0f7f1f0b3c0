-- celery_settle.lua: deletes a refused message, or sends it through a bridge again.
-- KEYS[1] the bridges' key
-- ARGV    number, then the message to be sent again, if any
-- Returns whether it was there
local was = call('HDEL', P .. 'refused', ARGV[1])
if was == 1 and ARGV[2] then
  call('LPUSH', P .. 'again', ARGV[2])
end
return was
