-- report.lua: takes reports of ended requests.
-- In:  window.lua's keys and arguments, then the reports
-- Returns how many requests are under way
local user = load()
if take_reports(user, FIRST) then
  save(user)
end
return #user.way
