-- check.lua: looks for anything in a namespace that must not be. Reads every key of it and holds up Redis meanwhile: for
-- tests and emergencies.
-- KEYS[1] the namespace's meta key
-- ARGV    none
-- Returns one line per violation, at most 50
local violations = {}
local function expect(condition, ...)
  if not condition and #violations < 50 then
    violations[#violations + 1] = table.concat({ ... }, ' ')
  end
end

local function hash(key)
  local fields, flat = {}, call('HGETALL', key)
  for i = 1, #flat, 2 do
    fields[flat[i]] = flat[i + 1]
  end
  return fields
end

local function scores(key)
  local members, flat = {}, call('ZRANGE', key, 0, -1, 'WITHSCORES')
  for i = 1, #flat, 2 do
    members[flat[i]] = tonumber(flat[i + 1])
  end
  return members
end

local function count(entries)
  local n = 0
  for _ in pairs(entries) do
    n = n + 1
  end
  return n
end

local mores, tasks, lanes, sides, lane_names, side_names, queues = {}, {}, {}, {}, {}, {}, {}
local plain = { meta = 1, queues = 1, unique = 1, paused = 1, holds = 1, limits = 1, running = 1, workers = 1,
  reports = 1 }
local per_queue = { ring = 1, sided = 1, busy = 1, held = 1, waits = 1, since = 1, due = 1, claims = 1, dead = 1,
  sleep = 1 }
local cursor = '0'
repeat
  local page = call('SCAN', cursor, 'MATCH', P .. '*', 'COUNT', 1000)
  cursor = page[1]
  for _, key in ipairs(page[2]) do
    local name = sub(key, #P + 1)
    local kind, rest = match(name, '^(%a+):(.*)$')
    if kind == 'task' then
      local task = {}
      task.s, task.number, task.batch, task.more, task.q, task.u, task.c, task.p, task.w, task.n = read_task(rest)
      tasks[rest] = task
    elseif kind == 'more' then
      mores[rest] = true
    elseif kind == 'lane' then
      lane_names[rest] = key
    elseif kind == 'side' then
      side_names[rest] = key
    else
      expect(plain[name] or kind and (per_queue[kind] or kind == 'calls' or kind == 'lock'), 'unknown key', name)
    end
  end
until cursor == '0'
for _, queue in ipairs(call('SMEMBERS', P .. 'queues')) do
  queues[queue] = { claimed = {}, members = {}, waits = {}, ready = 0, lanes = 0 }
end

-- Workers: each one seen has said something, and both are forgotten when nobody reports any more.
local said = hash(P .. 'reports')
for id in pairs(scores(P .. 'workers')) do
  expect(said[id], 'worker', id, 'was seen and said nothing')
  said[id] = nil
end
for id in pairs(said) do
  expect(false, 'worker', id, 'left a report and was not seen')
end
for _, key in ipairs({ 'workers', 'reports' }) do
  expect(call('PTTL', P .. key) ~= -1, key, 'would stay for ever')
end

-- I1: every task in exactly the one set of its state or in a lane; and every entry of a set is a task.
local sets = { S = 'due', C = 'claims', D = 'dead' }
local next = math.huge
for queue, found in pairs(queues) do
  for state, set in pairs(sets) do
    found.members[state] = scores(P .. set .. ':' .. queue)
    for id, score in pairs(found.members[state]) do
      local task = tasks[id]
      expect(task and task.q == queue and task.s == state, 'I1: task', id, 'is in', set, queue, 'but its state is',
        task and task.s or 'unknown')
      if state == 'S' or state == 'C' then
        next = math.min(next, score)
      end
    end
  end
end
for id in pairs(mores) do
  expect(tasks[id] and tasks[id].more, 'there is more of a task that is unknown or does not know of it:', id)
end
local running = {}
for id, task in pairs(tasks) do
  local queue = queues[task.q]
  expect(queue and (task.s == 'R' or queue.members[task.s] and queue.members[task.s][id]), 'I1: task', id, 'of state',
    task.s, 'is missing in queue', task.q or '?')
  if queue and task.s == 'R' then
    local tenth = int(floor(tonumber(task.number) / 100))
    queue.waits[tenth] = (queue.waits[tenth] or 0) + 1
    queue.ready = queue.ready + 1
  end
  if queue and task.s == 'C' then
    queue.claimed[task.u] = (queue.claimed[task.u] or 0) + 1
    running[type_of(task.c)] = (running[type_of(task.c)] or 0) + 1
    expect(tonumber(task.number), 'I2: task', id, 'is claimed without a token')
  end
end

-- Lanes hold the ready tasks, each once; each waiting user waits in one place only, and in one at least.
for name, key in pairs(lane_names) do
  local queue, user = match(name, '^(.*):([^:]*)$')
  local found = queues[queue]
  expect(found, 'lane', name, 'of an unknown queue')
  for _, entry in ipairs(call('LRANGE', key, 0, -1)) do
    local id = id_of(entry)
    local task = tasks[id]
    expect(task and task.s == 'R' and task.q == queue and task.u == user and not lanes[id], 'lane', name,
      'holds a task that is not ready, not its own or twice:', id)
    expect(not task or lane_entry(id, task.p) == entry, 'lane', name, 'tells another priority than task', entry)
    lanes[id] = true
    found.lanes = found.lanes + 1
  end
end
for queue, found in pairs(queues) do
  expect(found.lanes == found.ready, 'queue', queue, 'has', int(found.ready), 'ready tasks and', int(found.lanes),
    'in lanes')
  local waits, since = hash(P .. 'waits:' .. queue), scores(P .. 'since:' .. queue)
  expect(tonumber(waits.all or '0') == found.ready, 'queue', queue, 'counts', waits.all or '0', 'ready tasks and has',
    int(found.ready))
  waits.all = nil
  for tenth, tasks in pairs(waits) do
    expect(tonumber(tasks) == found.waits[tenth], 'queue', queue, 'counts', tasks, 'tasks since', tenth, 'and has',
      int(found.waits[tenth] or 0))
    expect(since[tenth] == tonumber(tenth), 'queue', queue, 'does not know that tasks wait since', tenth)
  end
  expect(count(since) == count(waits) and count(waits) == count(found.waits), 'queue', queue, 'counts tasks since',
    int(count(waits)), 'times, knows', int(count(since)), 'and has', int(count(found.waits)))
  local ring, held, busy = scores(P .. 'ring:' .. queue), scores(P .. 'held:' .. queue), hash(P .. 'busy:' .. queue)
  local sided = hash(P .. 'sided:' .. queue)
  for user in pairs(ring) do
    expect(lane_names[queue .. ':' .. user], 'user', user, 'is on the ring of', queue, 'with nothing to run')
    expect(not held[user] and not busy[user] and not sided[user], 'user', user, 'is on the ring of', queue,
      'and held, busy or aside')
  end
  for user, capability in pairs(sided) do
    local side = 'side:' .. queue .. ':' .. capability
    expect(call('ZSCORE', P .. side, user), 'user', user, 'is aside but not in', side)
    expect(not held[user] and not busy[user], 'user', user, 'is aside in', queue, 'and held or busy')
    local head = call('LINDEX', P .. 'lane:' .. queue .. ':' .. user, 0)
    expect(head and tasks[id_of(head)].c == capability, 'user', user, 'is aside in', queue, 'for', capability,
      'but that is not what waits')
    sides[queue .. ':' .. capability] = (sides[queue .. ':' .. capability] or 0) + 1
  end
  for user, claimed in pairs(busy) do
    expect(tonumber(claimed) == found.claimed[user], 'user', user, 'has', claimed, 'claims counted in', queue, 'and',
      int(found.claimed[user] or 0), 'real ones')
  end
  for user in pairs(found.claimed) do
    expect(busy[user], 'user', user, 'has claims in', queue, 'that are not counted')
  end
  for name in pairs(lane_names) do
    local lane_queue, user = match(name, '^(.*):([^:]*)$')
    if lane_queue == queue then
      expect(ring[user] or held[user] or busy[user] or sided[user], 'user', user, 'waits in', queue,
        'and nobody will ever look')
    end
  end
  for _, score in pairs(held) do
    next = math.min(next, score)
  end
end
for name, key in pairs(side_names) do
  expect(sides[name] == call('ZCARD', key), 'side ring', name, 'holds users who are not known to be aside')
end

-- I4: a key points to its one live task.
local unique = hash(P .. 'unique')
for key, id in pairs(unique) do
  local task = tasks[id]
  expect(task and task.n == key and task.s ~= 'D' and not (task.w == 'M' and task.s == 'C'), 'I4: key', key,
    'points to a task that is not live:', id)
end
for id, task in pairs(tasks) do
  if task.n ~= '' and task.w == 'S' and task.s ~= 'D' then
    expect(unique[task.n] == id, 'I4: live task', id, 'does not own its key', task.n)
  end
end

local limits, counted = hash(P .. 'limits'), hash(P .. 'running')
for name in pairs(limits) do
  local kind = match(name, '^t:(.*)$')
  if kind then
    expect(tonumber(counted[kind] or 0) == (running[kind] or 0), 'type', kind, 'is counted', counted[kind] or '0',
      'times and runs', int(running[kind] or 0), 'times')
  end
end
local planned = tonumber(call('HGET', META, 'next') or 'inf')
expect(planned <= next, 'time will be looked at too late:', tostring(planned), 'instead of', tostring(next))
return violations
