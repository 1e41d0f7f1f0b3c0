-- spend.lua: takes reports of ended requests, then spends allowance for one request or says when to ask again.
-- In:  window.lua's keys and arguments, then
--      class (1 all, 2 jobs, 3 marketplace), 1 when urgent, the reserve in thousandths of the limit, the least reserve,
--      ms that each urgent request may wait for a permit of the reserve, ms after which the request cannot arrive any
--      more, then reports
-- Returns 1 and the permit, or 0 and the ms to wait; then requests used, the limit in force, the factor in thousandths
local class, urgent = tonumber(ARGV[FIRST]), ARGV[FIRST + 1] == '1'
local share, least = tonumber(ARGV[FIRST + 2]), tonumber(ARGV[FIRST + 3])
local step, arrives = tonumber(ARGV[FIRST + 4]), tonumber(ARGV[FIRST + 5])

local user = load()
local news = take_reports(user, FIRST + 6)

-- When requests of a class that are taken come back, the soonest first. One that is under way was answered a moment ago
-- at the earliest, or is lost and ends by itself.
local function coming_back(class)
  local list = user.answered[class]
  local entry, left = 0, 0
  local ends, past
  return function()
    if left == 0 then
      entry = entry + 1
      left = list.counts[entry] or 0
    end
    if left > 0 then
      left = left - 1
      return list.times[entry] * TICK[class]
    end
    if not ends then
      ends, past = {}, 0
      for _, request in ipairs(user.way) do
        if class == 1 or request.class == class then
          ends[#ends + 1] = min(request.till, user.age + TAKEN[class] - LATE)
        end
      end
      table.sort(ends)
    end
    past = past + 1
    return ends[past] or user.age + TAKEN[class]
  end
end

-- The first moment at which one of so many is free, and then for each kept one: no more than a step later per one.
local function due(most, kept, class)
  local too_many = used(user, class) - (most - 1)
  if too_many + kept <= 0 then
    return user.age
  end
  local at = user.age
  local next_back = coming_back(class)
  local back = user.age
  for i = 1, too_many + kept do
    back = next_back()
    at = max(at, back - max(0, i - too_many) * step)
  end
  return at
end

local most = limit(user)
local reserve = urgent and 0 or min(max(least, floor(most * share / 1000)), floor(most / 2))
local at = max(user.age, user.paused, due(most, reserve, 1))
if class > 1 then
  at = max(at, due(REQUESTS[class], 0, class))
end

if at > user.age then
  if news then
    save(user)
  end
  return { 0, at - user.age, used(user, 1), most, user.factor }
end
user.last = user.last + 1
user.way[#user.way + 1] = { permit = user.last, class = class, till = user.age + arrives + max(TAKEN[1], TAKEN[class]) }
save(user)
return { 1, user.born + user.last, used(user, 1), most, user.factor }
