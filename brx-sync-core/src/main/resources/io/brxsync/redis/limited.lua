-- limited.lua: CardTrader answered 429 to a request: the user pauses, and the factor falls. Answers to requests that
-- were under way when it last fell say nothing new, so a storm of them counts once.
-- In:  window.lua's keys and arguments, then the permit, ms to pause
-- Returns the factor in thousandths
local user = load()
local permit = tonumber(ARGV[FIRST]) - user.born
over(user, permit, 0, true)
user.paused = max(user.paused, user.age + tonumber(ARGV[FIRST + 1]))
if permit > user.dropped or permit <= 0 then -- not of this key's life: Redis has forgotten the user since
  user.factor = max(FLOOR, floor(user.factor * DROP / 1000))
  user.dropped = user.last
end
save(user)
return user.factor
