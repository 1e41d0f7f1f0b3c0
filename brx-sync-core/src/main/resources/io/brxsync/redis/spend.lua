-- spend.lua: takes reports of ended requests, then spends allowance for one request or says when to ask again.
-- In:  window.lua's keys and arguments, then
--      class (1 all, 2 jobs, 3 marketplace), 1 when urgent, the reserve in thousandths of the limit, the least reserve,
--      ms that the reserve may take to refill, ms after which the request cannot arrive any more, then reports
-- Returns 1 and the permit, or 0 and the ms to wait; then requests used, the limit in force, the factor in thousandths
local class, urgent = tonumber(ARGV[FIRST]), ARGV[FIRST + 1] == '1'
local share, least = tonumber(ARGV[FIRST + 2]), tonumber(ARGV[FIRST + 3])
local ahead, arrives = tonumber(ARGV[FIRST + 4]), tonumber(ARGV[FIRST + 5])

local user = load()
local news = take_reports(user, FIRST + 6)

-- The first moment at which no more than so many requests of a class are taken.
local function used_at_most(allowed, class)
  local list = user.answered[class]
  local too_many = used(user, class) - allowed
  if too_many <= 0 then
    return user.age
  end
  for i, count in ipairs(list.counts) do
    too_many = too_many - count
    if too_many <= 0 then
      return list.times[i] * TICK[class]
    end
  end
  -- Waits for one under way, which was answered a moment ago at the earliest, or is lost and ends by itself.
  local ends = {}
  for _, request in ipairs(user.way) do
    if class == 1 or request.class == class then
      ends[#ends + 1] = min(request.till, user.age + TAKEN[class] - LATE)
    end
  end
  table.sort(ends)
  return ends[too_many] or user.age + TAKEN[class]
end

local most = limit(user)
local at = max(user.age, user.paused, used_at_most(most - 1, 1))
if not urgent then
  local reserve = min(max(least, floor(most * share / 1000)), floor(most / 2))
  at = max(at, used_at_most(most - 1 - reserve, 1) - ahead)
end
if class > 1 then
  at = max(at, used_at_most(REQUESTS[class] - 1, class))
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
