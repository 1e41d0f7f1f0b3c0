-- dead.lua: puts dead letters back to their lanes, or forgets them.
-- KEYS[1] the namespace's meta key
-- ARGV    1 'retry' or 'purge', then the ids
-- Returns how many of them were dead and are not any more; one whose unique key is live again stays dead
local count = 0
for i = 2, #ARGV do
  local id = ARGV[i]
  local task = P .. 'task:' .. id
  local t = call('HMGET', task, 's', 'q', 'u', 'n')
  if t[1] == 'D' and (ARGV[1] == 'purge' or not key_is_taken(t[4])) then
    call('ZREM', P .. 'dead:' .. t[2], id)
    count = count + 1
    if ARGV[1] == 'purge' then
      call('DEL', task)
    else
      revive(t[2], t[3], id, t[4])
    end
  end
end
return count
