-- dead.lua: puts dead letters back to their lanes, or forgets them.
-- KEYS[1] the namespace's meta key
-- ARGV    1 'retry' or 'purge', then the ids
-- Returns how many of them were dead and are not any more; one whose unique key is live again stays dead
local count = 0
for i = 2, #ARGV do
  local id = ARGV[i]
  local letter, _, _, more, queue, user, _, priority, _, unique = read_task(id)
  if letter == 'D' and (ARGV[1] == 'purge' or not key_is_taken(unique)) then
    call('ZREM', P .. 'dead:' .. queue, id)
    count = count + 1
    if ARGV[1] == 'purge' then
      forget(id, more)
    else
      revive(queue, user, id, priority, unique)
    end
  end
end
write_counts()
return count
