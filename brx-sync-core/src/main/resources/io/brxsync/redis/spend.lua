-- spend.lua: takes reports of ended requests, then spends allowance for one request or says when to ask again. Ordinary
-- requests that have to wait are told a moment each, when a permit comes back that nobody was told of yet: if all came at
-- once for the same one, all but one would ask in vain. Nothing is kept for them; whoever comes is served.
-- In:  window.lua's keys and arguments, then
--      class (1 all, 2 jobs, 3 marketplace), 1 when urgent, ms after which the request cannot arrive any more, then
--      reports
-- Returns 1 and the permit, or 0 and the ms to wait; then requests used, the limit in force, the factor in thousandths,
--         and when a permit was spent: the ms to wait before the next such request, whose moment this is now
local class, urgent, arrives = tonumber(ARGV[FIRST]), ARGV[FIRST + 1] == '1', tonumber(ARGV[FIRST + 2])

local user = load()
local news = take_reports(user, FIRST + 3)

local in_line = class == 1 and not urgent -- scarcer classes have few who wait, and what is urgent waits for nobody

-- The ms until such a request may go: 0 for now, else those to a moment of its own.
local function wait()
  local at = next_at(user, class, urgent, 0)
  local before = count(user.line)
  if at > user.age and in_line then
    if before > 0 then
      at = next_at(user, class, urgent, before)
    end
    if before < LINE then
      user.line = with(user.line, at)
      news = true
    end
  end
  return at - user.age
end

local ms = wait()
if ms > 0 then
  if news then
    save(user)
  end
  return { 0, ms, used(user, 1), limit(user), user.factor }
end
user.last = user.last + 1
user.way[#user.way + 1] = { permit = user.last, class = class, till = user.age + arrives + max(TAKEN[1], TAKEN[class]) }
ms = in_line and wait() or 0
save(user)
return { 1, user.born + user.last, used(user, 1), limit(user), user.factor, ms }
