-- exchange.lua: settles what finished, looks after what time has brought, claims what comes next.
-- KEYS[1] the namespace's meta key
-- ARGV    1 lanes to claim from at most, 2 how many of them look at the queues in reverse, 3 lease in ms,
--         4 lost leases after which a task is buried,
--         5 number of queues, then the queues in order of preference,
--         number of capabilities, then per capability 2: name, largest batch,
--         caller, number of this call, number of calls whose reply was lost, then their numbers,
--         number of calls to forget, then their numbers,
--         number of settlements, then per settlement 3: id, token, verb (A ack, R retry, H hold, B bury); but for A 4
--         more: delay in ms, reason, counts as attempt (1 or 0), checkpoint ('' keeps the last one)
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

despite_full_memory()

-- What is looked up once for all tasks.
local fields = { 'HMGET', META, 'next', 'token' }
for i, queue in ipairs(queues) do
  fields[4 + i] = 'turn:' .. queue
end
local meta = call(unpack(fields))
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

local last_turns, turns = {}, {} -- as they were, and as they are written back at the end
for i, queue in ipairs(queues) do
  last_turns[queue] = meta[2 + i] or '0'
end
next_turn = function(queue)
  local last = turns[queue] or tonumber(last_turns[queue] or call('HGET', META, 'turn:' .. queue) or '0')
  turns[queue] = last + 1
  return last + 1
end

-- What happens to every task of an exchange alike is gathered, by key, and goes to Redis in one command for all of them.
-- Nothing that was gathered may be read before it is carried out.
local gathered = {}
local function gather(verb, key, one, other)
  local command = gathered[key or verb]
  if not command then
    command = { verb, key, size = key and 2 or 1 }
    gathered[key or verb] = command
  end
  local size = command.size + 1
  command[size] = one
  if other then
    size = size + 1
    command[size] = other
  end
  command.size = size
  if size > 1000 then -- Lua hands over a few thousand arguments at most
    gathered[key or verb] = nil
    call(unpack(command, 1, size))
  end
end

local function carry_out()
  for key, command in pairs(gathered) do
    gathered[key] = nil
    call(unpack(command, 1, command.size))
  end
end

local stirred = {} -- queues in which something may have become free to run
local buried = {}

-- Returns whether the lane is free.
local function finish(queue, user, id, capability, batch)
  stirred[queue] = true
  local idle, limited = end_claim(queue, user, id, capability, batch)
  if limited then
    for _, other in ipairs(call('SMEMBERS', P .. 'queues')) do
      stirred[other] = true
    end
  end
  return idle
end

-- A task that should be cancelled never goes back. Returns whether it is given up for that.
local function bury_cancelled(queue, id, mode, unique)
  local more = call('HMGET', P .. 'more:' .. id, 'z', 'a', 'x')
  if not more[1] then
    return false
  end
  bury(queue, id, mode, unique, CANCELLED)
  local _, _, _, _, _, _, _, _, _, _, text, message_at = read_task(id)
  for _, value in ipairs({ sub(text, message_at), CANCELLED, more[2] or '0', more[3] or '0', NOW }) do
    buried[#buried + 1] = value
  end
  return true
end

-- Back to the head of its lane.
local function give_back(queue, user, id, priority, mode, unique)
  retake_unique(id, mode, unique)
  make_ready(queue, user, id, true, priority)
end

-- Attempts, crashes and checkpoint.
local function history(id, more)
  if not more then
    return '0', '0', ''
  end
  local t = call('HMGET', P .. 'more:' .. id, 'a', 'x', 'k')
  return t[1] or '0', t[2] or '0', t[3] or ''
end

-- The reply to an exchange once more, from what it left behind: claims that have ended since are nobody's any more. None
-- for an exchange that must not run.
local function answer_again(done)
  if not done.claimed then
    return {}
  end
  local again = { done.next, tostring(#done.settled) }
  for state in string.gmatch(done.settled, '.') do
    again[#again + 1] = state
  end
  again[#again + 1] = tostring(#done.buried / 5)
  for _, value in ipairs(done.buried) do
    again[#again + 1] = value
  end
  local claims_at, held = #again + 1, 0
  again[claims_at] = ''
  for i = 1, #done.claimed, 3 do
    local id = done.claimed[i]
    local letter, token, _, more, _, _, _, _, _, _, text, message_at = read_task(id)
    if letter == 'C' and token == done.claimed[i + 1] then
      held = held + 1
      local attempts, crashes, checkpoint = history(id, more)
      for _, value in ipairs({ sub(text, message_at), token, attempts, crashes, checkpoint, done.claimed[i + 2] }) do
        again[#again + 1] = value
      end
    end
  end
  again[claims_at] = tostring(held)
  return again
end

-- 0. A client that lost a reply sends its call again, or says later that it never learned what it was given. The same
--    call twice is answered twice but done once; claims nobody knows of go back at once and are no crash; what was
--    settled before is settled.
local calls, number = P .. 'calls:' .. read(), read()
local known = call('HGET', calls, number)
if known then
  return answer_again(cmsgpack.unpack(known))
end
local ended = {} -- ids and tokens settled by this call
for _ = 1, tonumber(read()) do
  local failed = read()
  local lost = call('HGET', calls, failed)
  lost = lost and cmsgpack.unpack(lost) or { ended = {} }
  if lost.claimed then
    for i = #lost.claimed, 1, -3 do
      local id, token = lost.claimed[i - 2], lost.claimed[i - 1]
      local letter, holder, batch, _, queue, user, capability, priority, mode, unique = read_task(id)
      if letter == 'C' and holder == token then
        local idle = finish(queue, user, id, capability, batch)
        add_more(id, 't', token)
        if not bury_cancelled(queue, id, mode, unique) then
          give_back(queue, user, id, priority, mode, unique)
        end
        relane(queue, user, idle)
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

-- A task is done that was alone in its lane, as nearly all are.
local done = {}
local function acknowledge(queue, user, id, more, mode, unique)
  done[id] = true
  stirred[queue] = true
  gather('ZREM', P .. 'claims:' .. queue, id)
  gather('HDEL', P .. 'busy:' .. queue, user)
  gather('DEL', nil, P .. 'task:' .. id, more and P .. 'more:' .. id)
  if mode == 'S' and unique ~= '' then
    gather('HDEL', P .. 'unique', unique)
  else
    free_unique(id, mode, unique)
  end
  local head = call('LINDEX', P .. 'lane:' .. queue .. ':' .. user, 0)
  if head and not is_held(queue, user) then
    gather('ZADD', P .. 'ring:' .. queue, next_turn(queue) - priority_of(head) * PRIORITY_TURNS, user)
  end
end

-- A task ends, or comes again: its claim is over already.
local function dispose(id, verb, first, queue, user, priority, mode, unique)
  if verb == 'A' then
    forget(id, true)
    free_unique(id, mode, unique)
  elseif verb == 'B' then
    bury(queue, id, mode, unique, ARGV[first + 4])
  elseif not bury_cancelled(queue, id, mode, unique) then
    local delay, counts, checkpoint = tonumber(ARGV[first + 3]), ARGV[first + 5], ARGV[first + 6]
    add_more(id, 'r', ARGV[first + 4])
    if checkpoint ~= '' then
      add_more(id, 'k', checkpoint)
    end
    if verb == 'R' then
      retake_unique(id, mode, unique)
      if counts == '1' then
        call('HINCRBY', P .. 'more:' .. id, 'a', 1)
      end
      set_state(id, 'S', '0')
      add_more(id, 'h', 1)
      call('ZADD', P .. 'due:' .. queue, int(now + delay), id)
      if wake(now + delay) then
        rouse(queue) -- sleepers have planned for a later time
      end
    else
      give_back(queue, user, id, priority, mode, unique)
      if delay > 0 then
        hold(queue, user, int(now + delay), 'GT')
        unring(queue, user)
        if wake(now + delay) then
          rouse(queue)
        end
      end
    end
  end
end

local settlements = tonumber(read())
local reply = { '', tostring(settlements) }
for _ = 1, settlements do
  local first = at
  local id, token, verb = ARGV[first], ARGV[first + 1], ARGV[first + 2]
  at = first + (verb == 'A' and 3 or 7)
  local letter, holder, batch, more, queue, user, capability, priority, mode, unique = read_task(id)
  if letter ~= 'C' or holder ~= token or done[id] then
    reply[#reply + 1] = settled_before(id, token) and 'H' or 'L'
  else
    reply[#reply + 1] = 'H'
    ended[#ended + 1] = id
    ended[#ended + 1] = token
    if verb == 'A' and not batch and not type_has_limit(type_of(capability)) then
      acknowledge(queue, user, id, more, mode, unique)
    else
      carry_out()
      if verb ~= 'A' then
        add_more(id, 't', token)
      end
      local idle = finish(queue, user, id, capability, batch)
      dispose(id, verb, first, queue, user, priority, mode, unique)
      relane(queue, user, idle)
    end
  end
end
carry_out()

-- 2. What time has brought: expired leases, due schedules, ended holds.
local next = math.min(tonumber(meta[1] or 'inf'), woken)
if next <= now then
  next = math.huge
  for _, queue in ipairs(call('SMEMBERS', P .. 'queues')) do
    local lost = {}
    for _, id in ipairs(call('ZRANGEBYSCORE', P .. 'claims:' .. queue, '-inf', NOW, 'LIMIT', 0, 100)) do
      local _, token = read_task(id)
      lost[#lost + 1] = { id = id, token = token }
    end
    table.sort(lost, function(one, other) -- the first of a batch ends up first
      return tonumber(one.token) > tonumber(other.token)
    end)
    for _, task in ipairs(lost) do
      local _, _, batch, _, _, user, capability, priority, mode, unique, text, message_at = read_task(task.id)
      local idle = finish(queue, user, task.id, capability, batch)
      local crashes = call('HINCRBY', P .. 'more:' .. task.id, 'x', 1)
      add_more(task.id, 't', task.token)
      if crashes >= max_crashes then
        local reason = 'worker lost ' .. crashes .. ' times while running it'
        bury(queue, task.id, mode, unique, reason)
        local attempts = call('HGET', P .. 'more:' .. task.id, 'a') or '0'
        for _, value in ipairs({ sub(text, message_at), reason, attempts, tostring(crashes), NOW }) do
          buried[#buried + 1] = value
        end
      elseif not bury_cancelled(queue, task.id, mode, unique) then
        give_back(queue, user, task.id, priority, mode, unique)
      end
      relane(queue, user, idle)
    end
    local due = call('ZRANGEBYSCORE', P .. 'due:' .. queue, '-inf', NOW, 'LIMIT', 0, 500)
    for _, id in ipairs(due) do
      local _, _, _, more, _, user, _, priority = read_task(id)
      call('ZREM', P .. 'due:' .. queue, id)
      make_ready(queue, user, id, more and call('HGET', P .. 'more:' .. id, 'h') == '1', priority)
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
local function claim(queue, id, letter, since, more, capability, mode, unique, message)
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
  count_ready(queue, since, -1)
  gather('ZADD', P .. 'claims:' .. queue, lease_end, id)
  set_state(id, letter, name)
  if mode == 'M' then
    free_unique(id, mode, unique)
  end
  local kind = type_of(capability)
  if type_has_limit(kind) then
    call('HINCRBY', P .. 'running', kind, 1)
  end
  local waited = tostring(math.max(0, now - since))
  local attempts, crashes, checkpoint = history(id, more)
  local n = #reply
  reply[n + 1], reply[n + 2], reply[n + 3], reply[n + 4], reply[n + 5], reply[n + 6] =
    message, name, attempts, crashes, checkpoint, waited
  n = #claimed
  claimed[n + 1], claimed[n + 2], claimed[n + 3] = id, name, waited
end

-- Claims the first task of a lane, and as many like it behind it as its handler takes at once. Returns whether it did; if
-- nobody here can run the first one, the capability that it takes.
local function claim_lane(queue, user)
  local lane = P .. 'lane:' .. queue .. ':' .. user
  local entry = call('LPOP', lane)
  local count, most, first = 0, 1, nil
  while entry do
    local id = id_of(entry)
    local _, since, _, more, _, _, capability, _, mode, unique, text, message_at = read_task(id)
    if count == 0 and capability then
      first = capability
      most = capabilities[capability]
    end
    if capability and (capability ~= first or not most or type_is_full(capability)) then
      call('LPUSH', lane, entry)
      break
    end
    if capability then -- else somebody has deleted the task
      claim(queue, id, most > 1 and 'B' or 'C', tonumber(since), more, capability, mode, unique,
        sub(text, message_at))
      count = count + 1
    end
    entry = count < most and call('LPOP', lane)
  end
  if count > 0 then
    gather('HSET', P .. 'busy:' .. queue, user, count)
  end
  return count > 0, first
end

-- Takes the next user of the ring off it, and, as long as none is aside, those behind who will be asked for as well. While
-- some are aside, those of them who can run now have kept their turns.
local popped = {} -- by queue: users and turns, the next one last
local function next_user(queue, slots)
  local ring = P .. 'ring:' .. queue
  if any_aside[queue] == nil then
    any_aside[queue] = call('EXISTS', P .. 'sided:' .. queue) == 1
  end
  local ready = popped[queue] or {}
  if not any_aside[queue] then
    if #ready == 0 then
      local first = call('ZPOPMIN', ring, slots)
      for i = #first, 1, -1 do
        ready[#ready + 1] = first[i]
      end
      popped[queue] = ready
    end
    return table.remove(ready), table.remove(ready)
  end
  while #ready > 0 do
    call('ZADD', ring, ready[#ready - 1], ready[#ready])
    table.remove(ready)
    table.remove(ready)
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

local function claim_from(queue, slots)
  if paused[queue] then
    return false
  end
  local limit = limits['q:' .. queue]
  if limit then
    carry_out()
    if call('ZCARD', P .. 'claims:' .. queue) >= limit then
      return false
    end
  end
  while true do
    local user, turn = next_user(queue, limit and 1 or slots)
    if not user then
      return false
    end
    if holds[user] then
      hold(queue, user, '+inf', 'GT')
    else
      local claimed_some, capability = claim_lane(queue, user)
      if claimed_some then
        return true
      elseif capability then
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
    if claim_from(queues[queue], slots) then
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
carry_out()
local news = { 'HSET', META }
local function tell(field, number)
  news[#news + 1] = field
  news[#news + 1] = int(number)
end
if token then
  tell('token', token)
  if next > now + lease then
    next = now + lease
    tell('next', next)
  end
end
for queue, turn in pairs(turns) do
  tell('turn:' .. queue, turn)
end
if #news > 2 then
  call(unpack(news))
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
reply[claims_at] = tostring(#claimed / 3)
if settlements + #claimed + #buried > 0 then
  call('HSET', calls, number, cmsgpack.pack({ next = reply[1], settled = table.concat(reply, '', 3, 2 + settlements),
    claimed = claimed, ended = ended, buried = buried }))
end
write_counts()
call('PEXPIRE', calls, int(600000 + lease))
return reply
