-- look.lua: one user's allowance now; changes nothing.
-- In:  window.lua's keys and arguments
-- Returns the factor in thousandths, ms of pause left, then for each class (all, jobs, marketplace): requests used, the
-- limit in force, ms until an ordinary request may go, ms until an urgent one may
local user = load()
local answer = { user.factor, max(0, user.paused - user.age) }
for class = 1, 3 do
  local size = #answer
  answer[size + 1] = used(user, class)
  answer[size + 2] = class == 1 and limit(user) or REQUESTS[class]
  answer[size + 3] = next_at(user, class, false, 0) - user.age
  answer[size + 4] = next_at(user, class, true, 0) - user.age
end
return answer
