-- look.lua: one user's general allowance now; changes nothing.
-- In:  window.lua's keys and arguments
-- Returns requests used, the limit in force, the factor in thousandths, ms of pause left
local user = load()
return { used(user, 1), limit(user), user.factor, max(0, user.paused - user.age) }
