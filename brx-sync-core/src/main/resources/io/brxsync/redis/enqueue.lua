-- enqueue.lua: adds messages, each as a whole.
-- KEYS[1] the namespace's meta key
-- ARGV    per message 9: id, message, queue, user, capability, priority, due at (ms, '' for now), unique key or '',
--         'M' when the key ends at the start of the task, else 'S'
-- Returns per message 3: outcome (A added, K known, D duplicate, C conflict with a task of the same type: to be merged,
--         L refused by the bound per lane, Q by that per queue), id of the live task, for C its message, for L and Q
--         how many wait and the bound, with a blank between
local result = {}
local bounds = call('HMGET', P .. 'limits', 'lane', 'queue')
local seen = {}

local function waiting(queue)
  local added = came[queue] and came[queue][floor(now / 100)] or 0
  return tonumber(call('HGET', P .. 'waits:' .. queue, 'all') or '0') + added + call('ZCARD', P .. 'due:' .. queue)
end

for i = 1, #ARGV, 9 do
  local id, message, queue, user = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local due, unique, mode = ARGV[i + 6], ARGV[i + 7], ARGV[i + 8]
  local task = P .. 'task:' .. id
  local lane = P .. 'lane:' .. queue .. ':' .. user
  local live = unique ~= '' and call('HGET', P .. 'unique', unique)
  local outcome, other, text = 'A', id, ''
  if call('EXISTS', task) == 1 then
    outcome = 'K'
  elseif live then
    outcome, other = 'D', live
    if mode == 'M' then
      local _, _, _, _, _, _, capability, _, _, _, same, message_at = read_task(live)
      if capability == ARGV[i + 4] then
        outcome, text = 'C', sub(same, message_at)
      end
    end
  elseif bounds[1] and call('LLEN', lane) >= tonumber(bounds[1]) then
    outcome, text = 'L', int(call('LLEN', lane)) .. ' ' .. bounds[1]
  elseif bounds[2] and waiting(queue) >= tonumber(bounds[2]) then
    outcome, text = 'Q', int(waiting(queue)) .. ' ' .. bounds[2]
  else
    if not seen[queue] then
      seen[queue] = true
      call('SADD', P .. 'queues', queue)
    end
    local later = due ~= '' and tonumber(due) > now
    call('SET', task, compose(later and 'S' or 'R', later and '0' or NOW, queue, user, ARGV[i + 4], ARGV[i + 5], mode,
      unique, message))
    if unique ~= '' then
      call('HSET', P .. 'unique', unique, id)
    end
    if later then
      call('ZADD', P .. 'due:' .. queue, due, id)
      if wake_at(tonumber(due)) then
        rouse(queue)
      end
    elseif line_up(queue, user, id, false, ARGV[i + 5]) then
      rouse(queue)
    end
  end
  result[#result + 1] = outcome
  result[#result + 1] = other
  result[#result + 1] = text
end
write_counts()
return result
