-- celery_take.lua: messages for a consumer.
-- KEYS[1] the bridges' key
-- ARGV    consumer, lease in ms, most, then Celery's lists in their order
-- Returns messages, oldest first: those the consumer had, then those of silent consumers, sent back ones, and the lists'
local consumer, most = ARGV[1], tonumber(ARGV[3])
local mine, time = P .. 'taken:' .. consumer, now()
call('ZADD', P .. 'bridges', time, consumer)

local had = call('LRANGE', mine, -most, -1)
local messages = {}
for i = #had, 1, -1 do
  messages[#messages + 1] = had[i]
end

local function from(list)
  while #messages < most do
    local message = call('RPOPLPUSH', list, mine)
    if not message then
      return
    end
    messages[#messages + 1] = message
  end
end

for _, silent in ipairs(call('ZRANGEBYSCORE', P .. 'bridges', '-inf', time - tonumber(ARGV[2]))) do
  local theirs = P .. 'taken:' .. silent
  from(theirs)
  if call('EXISTS', theirs) == 0 then
    call('ZREM', P .. 'bridges', silent)
  end
end
from(P .. 'again')
for i = 4, #ARGV do
  from(ARGV[i])
end
return messages
