-- exchange.lua: settles what finished, looks after what time has brought, claims what comes next.
-- KEYS[1] the namespace's meta key
-- ARGV    1 lanes to claim from at most, 2 how many of them look at the queues in reverse, 3 lease in ms,
--         4 lost leases after which a task is buried,
--         5 number of queues, then the queues in order of preference,
--         number of capabilities, then per capability 2: name, largest batch,
--         number of settlements, then per settlement 7: id, token, verb (A ack, R retry, H hold, B bury), delay in ms,
--         reason, counts as attempt (1 or 0), checkpoint ('' keeps the last one),
--         caller, number of this call, number of calls whose reply was lost, then their numbers,
--         number of calls to forget, then their numbers
-- Returns 1 ms until time has to be looked at again, -1 for never,
--         number of settlements, per settlement 1: H held, L lost,
--         number of tasks buried for crashes or because they were cancelled, per task 5: message, reason, attempts, crashes, buried at,
--         number of claims, per claim 6: message, token, attempts, crashes, checkpoint, ms it was ready
local max, reversed, lease, max_crashes = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local at = 5
local function read()
  at = at + 1
  return ARGV[at - 1]
end
local queues, capabilities = {}, {}
for i = 1, tonumber(read()) do
  queues[i] = read()
end
for _ = 1, tonumber(read()) do
  local name = read()
  capabilities[name] = tonumber(read())
end

local settlements, first_settlement = tonumber(read()), at
at = at + 7 * settlements

despite_full_memory()

-- What is looked up once for all tasks.
local meta = call('HMGET', META, 'next', 'token')
local paused, holds, limits = {}, {}, {}
local any_held, any_aside = {}, {} -- by queue, where it is known
local seldom = { P .. 'paused', P .. 'holds', P .. 'limits' }
for _, queue in ipairs(queues) do
  seldom[#seldom + 1] = P .. 'held:' .. queue
  seldom[#seldom + 1] = P .. 'sided:' .. queue
end
if call('EXISTS', unpack(seldom)) == 0 then
  for _, queue in ipairs(queues) do
    any_held[queue], any_aside[queue] = false, false
  end
else
  for _, queue in ipairs(call('SMEMBERS', P .. 'paused')) do
    paused[queue] = true
  end
  for _, user in ipairs(call('SMEMBERS', P .. 'holds')) do
    holds[user] = true
  end
  local found = call('HGETALL', P .. 'limits')
  for i = 1, #found, 2 do
    limits[found[i]] = tonumber(found[i + 1])
  end
end
type_has_limit = function(kind)
  return limits['t:' .. kind]
end

local function hold(queue, user, time, mode)
  any_held[queue] = true
  call('ZADD', P .. 'held:' .. queue, mode, time, user)
end
is_held = function(queue, user)
  if any_held[queue] == nil then
    any_held[queue] = call('EXISTS', P .. 'held:' .. queue) == 1
  end
  return any_held[queue] and call('ZSCORE', P .. 'held:' .. queue, user)
end

local turns = {} -- written back at the end
next_turn = function(queue)
  turns[queue] = (turns[queue] or tonumber(call('HGET', META, 'turn:' .. queue) or '0')) + 1
  return turns[queue]
end

local stirred = {} -- queues in which something may have become free to run
local buried = {}

-- Returns whether the lane is free.
local function finish(queue, user, id, capability)
  stirred[queue] = true
  local idle, limited = end_claim(queue, user, id, capability)
  if limited then
    for _, other in ipairs(call('SMEMBERS', P .. 'queues')) do
      stirred[other] = true
    end
  end
  return idle
end

-- A task that should be cancelled never goes back. Returns whether it is given up for that.
local function bury_cancelled(queue, id, unique)
  local t = call('HMGET', P .. 'task:' .. id, 'z', 'm', 'a', 'x')
  if not t[1] then
    return false
  end
  bury(queue, id, unique, CANCELLED)
  for _, value in ipairs({ t[2], CANCELLED, t[3], t[4], NOW }) do
    buried[#buried + 1] = value
  end
  return true
end

-- Back to the head of its lane.
local function give_back(queue, user, id, unique, mode)
  retake_unique(id, unique, mode)
  make_ready(queue, user, id, true)
end

-- 0. A client that lost a reply sends its call again, or says later that it never learned what it was given. The same
--    call twice is answered twice but done once; claims nobody knows of go back at once and are no crash; what was
--    settled before is settled.
local calls, number = P .. 'calls:' .. read(), read()
local known = call('HGET', calls, number)
if known then
  return cmsgpack.unpack(known).reply or {}
end
local ended = {} -- ids and tokens settled by this call
for _ = 1, tonumber(read()) do
  local failed = read()
  local lost = call('HGET', calls, failed)
  lost = lost and cmsgpack.unpack(lost) or { ended = {} }
  if lost.reply then
    for i = #lost.claimed, 1, -2 do
      local id, token = lost.claimed[i - 1], lost.claimed[i]
      local t = call('HMGET', P .. 'task:' .. id, 's', 't', 'q', 'u', 'c', 'n', 'w')
      if t[1] == 'C' and t[2] == token then
        local idle = finish(t[3], t[4], id, t[5])
        if not bury_cancelled(t[3], id, t[6]) then
          give_back(t[3], t[4], id, t[6], t[7])
        end
        relane(t[3], t[4], idle)
      end
    end
    for _, value in ipairs(lost.buried) do
      buried[#buried + 1] = value
    end
  end
  -- It may still arrive, and must not run then. What it settled stays settled, whichever call asks again.
  call('HSET', calls, failed, cmsgpack.pack({ ended = lost.ended }))
end
for _ = 1, tonumber(read()) do
  call('HDEL', calls, read())
end

-- 1. Settle.
local woken = math.huge -- the earliest time that a settlement waits for
local function wake(time)
  woken = math.min(woken, time)
  return wake_at(time)
end

-- Whether a call without a reply has settled it.
local function settled_before(id, token)
  for _, value in ipairs(call('HVALS', calls)) do
    local other = cmsgpack.unpack(value).ended
    for i = 1, #other, 2 do
      if other[i] == id and other[i + 1] == token then
        return true
      end
    end
  end
  return false
end

local reply = { '', tostring(settlements) }
for first = first_settlement, first_settlement + 7 * settlements - 1, 7 do
  local id, token, verb = ARGV[first], ARGV[first + 1], ARGV[first + 2]
  local task = P .. 'task:' .. id
  local t = call('HMGET', task, 's', 't', 'q', 'u', 'c', 'n', 'w')
  if t[1] ~= 'C' or t[2] ~= token then
    reply[#reply + 1] = settled_before(id, token) and 'H' or 'L'
  else
    reply[#reply + 1] = 'H'
    ended[#ended + 1] = id
    ended[#ended + 1] = token
    local queue, user, unique = t[3], t[4], t[6]
    local idle = finish(queue, user, id, t[5])
    if verb == 'A' then
      call('DEL', task)
      free_unique(id, unique)
    elseif verb == 'B' then
      bury(queue, id, unique, ARGV[first + 4])
    elseif not bury_cancelled(queue, id, unique) then
      local delay, counts, checkpoint = tonumber(ARGV[first + 3]), ARGV[first + 5], ARGV[first + 6]
      call('HSET', task, 'r', ARGV[first + 4])
      if checkpoint ~= '' then
        call('HSET', task, 'k', checkpoint)
      end
      if verb == 'R' then
        retake_unique(id, unique, t[7])
        if counts == '1' then
          call('HINCRBY', task, 'a', 1)
        end
        call('HSET', task, 's', 'S', 'h', 1)
        call('ZADD', P .. 'due:' .. queue, int(now + delay), id)
        if wake(now + delay) then
          rouse(queue) -- sleepers have planned for a later time
        end
      else
        give_back(queue, user, id, unique, t[7])
        if delay > 0 then
          hold(queue, user, int(now + delay), 'GT')
          unring(queue, user)
          if wake(now + delay) then
            rouse(queue)
          end
        end
      end
    end
    relane(queue, user, idle)
  end
end

-- 2. What time has brought: expired leases, due schedules, ended holds.
local next = math.min(tonumber(meta[1] or 'inf'), woken)
if next <= now then
  next = math.huge
  for _, queue in ipairs(call('SMEMBERS', P .. 'queues')) do
    local lost = {}
    for _, id in ipairs(call('ZRANGEBYSCORE', P .. 'claims:' .. queue, '-inf', NOW, 'LIMIT', 0, 100)) do
      local t = call('HMGET', P .. 'task:' .. id, 't', 'u', 'c', 'n', 'm', 'a', 'w')
      lost[#lost + 1] = { id = id, token = tonumber(t[1]), user = t[2], capability = t[3], unique = t[4],
        message = t[5], attempts = t[6], mode = t[7] }
    end
    table.sort(lost, function(one, other) return one.token > other.token end) -- the first of a batch ends up first
    for _, task in ipairs(lost) do
      local idle = finish(queue, task.user, task.id, task.capability)
      local crashes = call('HINCRBY', P .. 'task:' .. task.id, 'x', 1)
      if crashes >= max_crashes then
        local reason = 'worker lost ' .. crashes .. ' times while running it'
        bury(queue, task.id, task.unique, reason)
        for _, value in ipairs({ task.message, reason, task.attempts, tostring(crashes), NOW }) do
          buried[#buried + 1] = value
        end
      elseif not bury_cancelled(queue, task.id, task.unique) then
        give_back(queue, task.user, task.id, task.unique, task.mode)
      end
      relane(queue, task.user, idle)
    end
    local due = call('ZRANGEBYSCORE', P .. 'due:' .. queue, '-inf', NOW, 'LIMIT', 0, 500)
    for _, id in ipairs(due) do
      local t = call('HMGET', P .. 'task:' .. id, 'u', 'h')
      call('ZREM', P .. 'due:' .. queue, id)
      make_ready(queue, t[1], id, t[2] == '1')
      stirred[queue] = true
    end
    for _, user in ipairs(call('ZRANGEBYSCORE', P .. 'held:' .. queue, '-inf', NOW, 'LIMIT', 0, 500)) do
      call('ZREM', P .. 'held:' .. queue, user)
      relane(queue, user)
      stirred[queue] = true
    end
    for _, key in ipairs({ 'claims:', 'due:', 'held:' }) do
      local first = call('ZRANGE', P .. key .. queue, 0, 0, 'WITHSCORES')
      if first[2] then
        next = math.min(next, tonumber(first[2]))
      end
    end
  end
  if next < math.huge then
    call('HSET', META, 'next', int(next))
  else
    call('HDEL', META, 'next')
  end
end

-- 3. Claim.
reply[#reply + 1] = tostring(#buried / 5)
for _, value in ipairs(buried) do
  reply[#reply + 1] = value
end
local claims_at = #reply + 1
reply[claims_at] = '0'
local claimed, lanes = {}, 0
local lease_end = int(now + lease)

local function type_is_full(capability)
  local kind = type_of(capability)
  local limit = limits['t:' .. kind]
  return limit and tonumber(call('HGET', P .. 'running', kind) or '0') >= limit
end

local token
local function claim(queue, user, id, t)
  if not token then
    -- Redis' time in microseconds keeps tokens growing even after Redis has lost everything.
    local micros = tonumber(clock[1]) * 1000000 + tonumber(clock[2])
    token = math.max(tonumber(meta[2] or '0'), micros)
    if not meta[2] then
      call('HSETNX', META, 'born', int(token + 1))
    end
  end
  token = token + 1
  local name = int(token)
  local message, attempts, crashes, checkpoint, unique, mode, capability, since = unpack(t)
  since = since or call('ZSCORE', P .. 'ready:' .. queue, id) or now
  call('ZREM', P .. 'ready:' .. queue, id)
  call('ZADD', P .. 'claims:' .. queue, lease_end, id)
  call('HSET', P .. 'task:' .. id, 's', 'C', 't', name)
  if mode == 'M' then
    free_unique(id, unique)
  end
  local kind = type_of(capability)
  if type_has_limit(kind) then
    call('HINCRBY', P .. 'running', kind, 1)
  end
  local n = #reply
  reply[n + 1], reply[n + 2], reply[n + 3], reply[n + 4], reply[n + 5], reply[n + 6] =
    message, name, attempts, crashes, checkpoint or '', int(math.max(0, now - tonumber(since)))
  n = #claimed
  claimed[n + 1], claimed[n + 2] = id, name
end

-- Message, attempts, crashes, checkpoint, unique key, its mode, capability, ready since.
local function read_task(id)
  return call('HMGET', P .. 'task:' .. id, 'm', 'a', 'x', 'k', 'n', 'w', 'c', 'i')
end

-- Claims the first task, which is off the lane already, and as many like it behind it as its handler takes at once.
local function claim_lane(queue, user, lane, id, task)
  local capability, count = task[7], 0
  repeat
    claim(queue, user, id, task)
    count = count + 1
    id = count < capabilities[capability] and call('LINDEX', lane, 0)
    task = id and read_task(id)
    local more = task and task[7] == capability and not type_is_full(capability)
    if more then
      call('LPOP', lane)
    end
  until not more
  call('HINCRBY', P .. 'busy:' .. queue, user, count)
end

-- Takes the next user of the ring off it. While some are aside, those of them who can run now have kept their turns.
local function next_user(queue)
  local ring = P .. 'ring:' .. queue
  if any_aside[queue] == nil then
    any_aside[queue] = call('EXISTS', P .. 'sided:' .. queue) == 1
  end
  if not any_aside[queue] then
    local popped = call('ZPOPMIN', ring)
    return popped[1], popped[2]
  end
  local first = call('ZRANGE', ring, 0, 0, 'WITHSCORES')
  local user, turn = first[1], first[2]
  for capability in pairs(capabilities) do
    if not type_is_full(capability) then
      local aside = call('ZRANGE', P .. 'side:' .. queue .. ':' .. capability, 0, 0, 'WITHSCORES')
      local ahead = aside[1] and (not user or tonumber(aside[2]) - tonumber(turn))
      if ahead == true or ahead and (ahead < 0 or ahead == 0 and aside[1] < user) then
        user, turn = aside[1], aside[2]
      end
    end
  end
  if user then
    unring(queue, user)
  end
  return user, turn
end

local function claim_from(queue)
  if paused[queue] then
    return false
  end
  local limit = limits['q:' .. queue]
  if limit and call('ZCARD', P .. 'claims:' .. queue) >= limit then
    return false
  end
  while true do
    local user, turn = next_user(queue)
    if not user then
      return false
    end
    if holds[user] then
      hold(queue, user, '+inf', 'GT')
    else
      local lane = P .. 'lane:' .. queue .. ':' .. user
      local id = call('LPOP', lane)
      local task = id and read_task(id)
      local capability = task and task[7]
      if capability and capabilities[capability] and not type_is_full(capability) then
        claim_lane(queue, user, lane, id, task)
        return true
      end
      if id then
        call('LPUSH', lane, id)
      end
      if capability then
        any_aside[queue] = true
        call('ZADD', P .. 'side:' .. queue .. ':' .. capability, turn, user)
        call('HSET', P .. 'sided:' .. queue, user, capability)
      end
    end
  end
end

-- Returns the queue at which it came to its end.
local function claim_in_order(slots, first, last, step)
  local queue = first
  while slots > 0 and queue ~= last + step do
    if claim_from(queues[queue]) then
      slots = slots - 1
      lanes = lanes + 1
    else
      queue = queue + step
    end
  end
  return queue
end
claim_in_order(reversed, #queues, 1, -1)
local reached = claim_in_order(max - lanes, 1, #queues, 1)
if token then
  call('HSET', META, 'token', int(token))
  if next > now + lease then
    next = now + lease
    call('HSET', META, 'next', int(next))
  end
end

for queue, turn in pairs(turns) do
  call('HSET', META, 'turn:' .. queue, int(turn))
end

-- 4. Whoever sleeps is told of what is left; whoever asks for more than there is, or got nothing from a queue that it
--    prefers, will be told later.
for queue in pairs(stirred) do
  if call('EXISTS', P .. 'ring:' .. queue, P .. 'sided:' .. queue) > 0 then
    rouse(queue)
  end
end
for i = 1, lanes < max and #queues or reached - 1 do
  call('SET', P .. 'sleep:' .. queues[i], '1')
end

reply[1] = tostring(next == math.huge and -1 or math.max(0, next - now))
reply[claims_at] = tostring(#claimed / 2)
if settlements + #claimed + #buried > 0 then
  call('HSET', calls, number, cmsgpack.pack({ reply = reply, claimed = claimed, ended = ended, buried = buried }))
end
call('PEXPIRE', calls, int(600000 + lease))
return reply
