-- workers.lua: who works in this namespace.
-- KEYS[1] the namespace's meta key
-- ARGV    1 verb, 2 ms after which a silent worker is forgotten, then: report ID TEXT | forget ID | all
-- Returns for all per worker 2: ms since its last word, text; else nothing
local verb, kept = ARGV[1], tonumber(ARGV[2])
local seen, said = P .. 'workers', P .. 'reports'
despite_full_memory()
for _, id in ipairs(call('ZRANGEBYSCORE', seen, '-inf', int(now - kept))) do
  call('ZREM', seen, id)
  call('HDEL', said, id)
end
if verb == 'report' then
  call('ZADD', seen, int(now), ARGV[3])
  call('HSET', said, ARGV[3], ARGV[4])
  call('PEXPIRE', seen, kept)
  call('PEXPIRE', said, kept)
elseif verb == 'forget' then
  call('ZREM', seen, ARGV[3])
  call('HDEL', said, ARGV[3])
end
local result = {}
if verb == 'all' then
  local workers = call('ZRANGE', seen, 0, -1, 'WITHSCORES')
  for i = 1, #workers, 2 do
    result[#result + 1] = int(math.max(0, now - tonumber(workers[i + 1])))
    result[#result + 1] = call('HGET', said, workers[i]) or ''
  end
end
return result
