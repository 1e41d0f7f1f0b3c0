-- window.lua: one user's allowance, and the changes that the limiter's scripts share.
-- In:  put before every script of the limiter.
--      KEYS[1] the user's key; nothing else is touched, so any cluster node can decide alone
--      ARGV[1] requests per window, ARGV[2] window in ms, ARGV[3] jobs per second, ARGV[4] marketplace per second
--      ARGV[5..8] throttle in thousandths: floor, drop, creep; ms after which an idle user is trusted again
--      ARGV[9..11] the reserve in thousandths of the limit, the least reserve, ms that each urgent request may wait for a
--      permit of the reserve
--      ARGV[12] ms that a worker keeps the report of an answer for the user's next request
-- Out: local functions, nothing else.
--
-- The key is one MessagePack array of whole numbers, times in ms since the key was born, and four strings:
--   born, last permit, factor, paused until, last permit before the latest drop of the factor,
--   requests under way: count, then for each: last permit - its permit, class, taken until
--   per class (1 all, 2 jobs, 3 marketplace) what was answered: until when each is taken, five bytes each, ascending,
--   the line: the moments still to come that ordinary requests were told to come back at, five bytes each, ascending
-- A request under way is taken until it cannot arrive any more; an answered one until a window after its answer. Whoever
-- asks looks only at the ends of those strings, so that a request costs the same however high the limit is.
local call = redis.call
local floor, ceil, max, min = math.floor, math.ceil, math.max, math.min

local REQUESTS = { tonumber(ARGV[1]), tonumber(ARGV[3]), tonumber(ARGV[4]) }
local LENGTH = { tonumber(ARGV[2]), 1000, 1000 }
local FLOOR, DROP, CREEP, FORGIVE = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local SHARE, LEAST, STEP = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])
local FIRST = 13 -- the script's own arguments

local TAKEN = {} -- ms that a permit stays taken after its answer: clocks that are slewed disagree by up to 500 ppm
for class = 1, 3 do
  TAKEN[class] = LENGTH[class] + ceil(LENGTH[class] / 2000)
end

-- ms that a worker may take to report an answer; of a scarce class it does so at once
local LATE = { 2 * tonumber(ARGV[12]), 100, 100 }
local LINE = 16 -- how many wait for a moment of their own at most; those behind them share the last one

local clock = call('TIME')
local now = tonumber(clock[1]) * 1000 + floor(tonumber(clock[2]) / 1000)

local WIDTH, FORMAT = 5, '>I5' -- ms for 34 years
local pack, unpack = struct.pack, struct.unpack

-- How many are still taken of those in a string, and until when the n-th of them is.
local function count(times)
  return #times / WIDTH
end

local function nth(times, n)
  return (unpack(FORMAT, times, (n - 1) * WIDTH + 1))
end

-- What was answered, without what is free again.
local function still_taken(times, age)
  local free, all = 0, count(times)
  while free < all and nth(times, free + 1) <= age do
    free = free + 1
  end
  return free > 0 and string.sub(times, free * WIDTH + 1) or times
end

local function load()
  local raw = call('GET', KEYS[1])
  local flat = raw and cmsgpack.unpack(raw) or { now, 0, 1000, 0, 0, 0, '', '', '' }
  local user = { born = flat[1], last = flat[2], factor = flat[3], paused = flat[4], dropped = flat[5] }
  user.age = now - user.born
  user.way = {}
  local at = 7
  for _ = 1, flat[6] do
    if flat[at + 2] > user.age then
      user.way[#user.way + 1] = { permit = user.last - flat[at], class = flat[at + 1], till = flat[at + 2] }
    end
    at = at + 3
  end
  user.answered = {}
  for class = 1, 3 do
    user.answered[class] = still_taken(flat[at + class - 1], user.age)
  end
  user.line = still_taken(flat[at + 3] or '', user.age)
  return user
end

local function save(user)
  local flat = { user.born, user.last, user.factor, user.paused, user.dropped, #user.way }
  local size = 6
  local till = max(user.paused, user.factor < 1000 and user.age + FORGIVE or 0)
  for _, request in ipairs(user.way) do
    flat[size + 1] = user.last - request.permit
    flat[size + 2] = request.class
    flat[size + 3] = request.till
    size = size + 3
    till = max(till, request.till)
  end
  for class = 1, 3 do
    local times = user.answered[class]
    flat[size + class] = times
    if times ~= '' then
      till = max(till, nth(times, count(times)))
    end
  end
  flat[size + 4] = user.line
  if till > user.age then
    call('SET', KEYS[1], cmsgpack.pack(flat), 'PX', till - user.age)
  else
    call('DEL', KEYS[1])
  end
end

-- Times with one more.
local function with(times, time)
  local before = count(times)
  while before > 0 and nth(times, before) > time do
    before = before - 1
  end
  local at = before * WIDTH
  return string.sub(times, 1, at) .. pack(FORMAT, time) .. string.sub(times, at + 1)
end

local function take_until(user, class, time)
  user.answered[class] = with(user.answered[class], time)
end

-- Ends a request that was under way; one that is not is known already: reports may come twice.
local function over(user, permit, ago, sent)
  for i, request in ipairs(user.way) do
    if request.permit == permit then
      table.remove(user.way, i)
      if sent then
        -- The answer came no later than now minus the time since, with both rounded against us.
        local answered = user.age + 1 - ago
        take_until(user, 1, answered + TAKEN[1])
        if request.class > 1 then
          take_until(user, request.class, answered + TAKEN[request.class])
        end
      end
      return true
    end
  end
  return false
end

-- Takes the reports of ended requests: from this argument on triples of permit, ms since its end, A(nswered) or U(nsent).
local function take_reports(user, first)
  local news = false
  for i = first, #ARGV, 3 do
    local permit = tonumber(ARGV[i]) - user.born
    local answered = ARGV[i + 2] == 'A'
    if over(user, permit, tonumber(ARGV[i + 1]), answered) then
      news = true
      if answered and permit > user.dropped then
        user.factor = min(1000, user.factor + CREEP)
      end
    end
  end
  return news
end

local function under_way(user, class)
  local count = 0
  for _, request in ipairs(user.way) do
    if class == 1 or request.class == class then
      count = count + 1
    end
  end
  return count
end

local function used(user, class)
  return under_way(user, class) + count(user.answered[class])
end

local function limit(user)
  return max(1, floor(REQUESTS[1] * user.factor / 1000))
end

-- When requests of a class that are taken come back, the soonest first. One that is under way was answered a moment ago
-- at the earliest, or is lost and ends by itself.
local function coming_back(user, class)
  local times = user.answered[class]
  local answered, entry = count(times), 0
  local ends, past
  return function()
    if entry < answered then
      entry = entry + 1
      return nth(times, entry)
    end
    if not ends then
      ends, past = {}, 0
      for _, request in ipairs(user.way) do
        if class == 1 or request.class == class then
          ends[#ends + 1] = min(request.till, user.age + TAKEN[class] - LATE[class])
        end
      end
      table.sort(ends)
    end
    past = past + 1
    return ends[past] or user.age + TAKEN[class]
  end
end

-- The first moment at which one of so many is free, and then for each kept one: no more than a step later per one.
local function due(user, most, kept, class)
  local too_many = used(user, class) - (most - 1)
  if too_many + kept <= 0 then
    return user.age
  end
  local at = user.age
  local next_back = coming_back(user, class)
  local back = user.age
  for i = 1, too_many + kept do
    back = next_back()
    at = max(at, back - max(0, i - too_many) * STEP)
  end
  return at
end

-- The first moment at which a request of a class may go, behind so many who come before it: the latest of all that
-- speaks against it.
local function next_at(user, class, urgent, ahead)
  local most = limit(user)
  local reserve = urgent and 0 or min(max(LEAST, floor(most * SHARE / 1000)), floor(most / 2))
  local at = max(user.age, user.paused, due(user, max(reserve + 1, most - ahead), reserve, 1))
  return class > 1 and max(at, due(user, REQUESTS[class], 0, class)) or at
end
