-- spend.lua: takes reports of ended requests, then spends allowance for one request or says when to ask again.
-- In:  window.lua's keys and arguments, then
--      class (1 all, 2 jobs, 3 marketplace), 1 when urgent, ms after which the request cannot arrive any more, then
--      reports
-- Returns 1 and the permit, or 0 and the ms to wait; then requests used, the limit in force, the factor in thousandths
local class, urgent, arrives = tonumber(ARGV[FIRST]), ARGV[FIRST + 1] == '1', tonumber(ARGV[FIRST + 2])

local user = load()
local news = take_reports(user, FIRST + 3)
local at = next_at(user, class, urgent)

if at > user.age then
  if news then
    save(user)
  end
  return { 0, at - user.age, used(user, 1), limit(user), user.factor }
end
user.last = user.last + 1
user.way[#user.way + 1] = { permit = user.last, class = class, till = user.age + arrives + max(TAKEN[1], TAKEN[class]) }
save(user)
return { 1, user.born + user.last, used(user, 1), limit(user), user.factor }
