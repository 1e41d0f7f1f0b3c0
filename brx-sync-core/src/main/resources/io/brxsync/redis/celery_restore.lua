-- celery_restore.lua: gives one message back to its list, in front, unless it was acknowledged or given back meanwhile.
-- KEYS[1] the bridges' key
-- ARGV    Celery's key prefix, tag, list, message
-- Returns whether it was
call('ZREM', ARGV[1] .. 'unacked_index', ARGV[2])
if call('HDEL', ARGV[1] .. 'unacked', ARGV[2]) == 0 then
  return 0
end
call('RPUSH', ARGV[3], ARGV[4])
return 1
