-- common.lua: the queue's key layout and the state changes that its scripts share.
-- In:  put before every script of the queue. KEYS[1] is the namespace's meta key, "{namespace}:meta"; every other key is
--      built from its prefix. All keys share the hash tag, so all live in one slot of a cluster.
-- Out: local functions, nothing else.
--
-- Keys (P = "{namespace}:")
--   P meta            hash   token (last fencing token), born (first token after Redis was empty), turn:<queue> (last
--                            turn), next (when time has to be looked at)
--   P queues          set    every queue that ever held a task
--   P task:<id>       hash   m message, q queue, u user, c capability, p priority, s state (R S C D), a attempts,
--                            x crashes, k checkpoint, r reason, t token, n unique key, w M when the key ends at start,
--                            h 1 when it comes back to the head of its lane, z 1 when it should be cancelled, i ready since
--   P lane:<q>:<user> list   ids in order
--   P ring:<q>        zset   users with something to run, by turn and priority
--   P side:<q>:<cap>  zset   users taken off the ring because nobody could run the head of their lane: by capability
--   P sided:<q>       hash   user -> capability of the side ring they are on
--   P busy:<q>        hash   user -> claimed tasks
--   P held:<q>        zset   user -> until when
--   P ready:<q>  P due:<q>  P claims:<q>  P dead:<q>
--                     zset   id -> ready since, due at, lease end, buried at; each id is in exactly one of the four (I1)
--   P unique          hash   unique key -> id
--   P paused          set    queues          P holds  set  users held by an operator
--   P limits          hash   q:<queue>, t:<type> (running at once), lane, queue (waiting)
--   P running         hash   type -> claimed tasks, kept only for types with a limit
--   P sleep:<q>       string there when a worker found too little in this queue
--   P calls:<caller>  hash   number of an exchange -> its reply and what it did, until its caller has it; without a reply
--                            when it must not run any more
--   P lock:<name>     string there while the named chore is somebody's
--   P workers         zset   worker -> its last word's time; P reports  hash  worker -> that word
--   P wake            channel that tells the queue, or * for all
local P = string.sub(KEYS[1], 1, -5)
local call = redis.call
local PRIORITY_TURNS = 1000 -- one step of priority is worth this many turns; waiting wins in the end
local CANCELLED = 'cancelled'
local META = KEYS[1]

-- While a cluster moves this slot to another server, some keys are here and some are there, and whatever a script did
-- would be done to half of them. Then a server refuses two keys of which one is missing, on both sides.
if type(redis.pcall('EXISTS', P .. 'none', P .. 'nothing')) == 'table' then
  return redis.error_reply('TRYAGAIN the slot of these keys moves to another server')
end

local clock = call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

-- A write that needs no memory, as the first one of a script, makes Redis allow all others of that script although its
-- memory is full. Whatever frees memory, keeps leases or serves operators goes on like that; only enqueueing is refused.
local function despite_full_memory()
  call('DEL', P .. 'none')
end

local function int(n)
  return string.format('%.0f', n)
end

local NOW = int(now)

local types = {} -- what was asked before
local function type_of(capability)
  local kind = types[capability]
  if not kind then
    kind = string.match(capability, '^([^:]*)')
    types[capability] = kind
  end
  return kind
end

-- Notes that time has to be looked at no later than this.
local function wake_at(time)
  local next = call('HGET', META, 'next')
  if not next or time < tonumber(next) then
    call('HSET', META, 'next', int(time))
    return true
  end
  return false
end

-- Tells sleeping workers of a queue that there is work.
local function rouse(queue)
  if call('DEL', P .. 'sleep:' .. queue) == 1 then
    call('PUBLISH', P .. 'wake', queue)
  end
end

local function rouse_all()
  for _, queue in ipairs(call('SMEMBERS', P .. 'queues')) do
    rouse(queue)
  end
end

-- The three below are asked for every task; a script that asks often puts one that remembers in their place.
local type_has_limit = function(kind)
  return call('HEXISTS', P .. 'limits', 't:' .. kind) == 1
end
local is_held = function(queue, user)
  return call('ZSCORE', P .. 'held:' .. queue, user)
end
local next_turn = function(queue)
  return call('HINCRBY', META, 'turn:' .. queue, 1)
end

-- Puts a user who is on no ring onto the ring's back, if there is something to run and nothing to wait for. Returns
-- whether it did. A caller who knows that nothing of the lane runs, or the priority of its head, need not have it read.
local function relane(queue, user, idle, priority)
  local head = priority or call('LINDEX', P .. 'lane:' .. queue .. ':' .. user, 0)
  if not head or not idle and call('HEXISTS', P .. 'busy:' .. queue, user) == 1 or is_held(queue, user) then
    return false
  end
  priority = tonumber(priority or call('HGET', P .. 'task:' .. head, 'p') or '0')
  call('ZADD', P .. 'ring:' .. queue, 'NX', next_turn(queue) - priority * PRIORITY_TURNS, user)
  return true
end

-- Takes a user off the side ring, if they are on one. Returns their turn, or false when they were on none.
local function unside(queue, user)
  local capability = call('HGET', P .. 'sided:' .. queue, user)
  if not capability then
    return false
  end
  local side = P .. 'side:' .. queue .. ':' .. capability
  local turn = call('ZSCORE', side, user)
  call('HDEL', P .. 'sided:' .. queue, user)
  call('ZREM', side, user)
  return turn
end

-- The head of a lane has changed: if its user was put aside for the old one, they take their old place on the ring
-- again. Returns whether they did.
local function reconsider(queue, user)
  local turn = unside(queue, user)
  if turn then
    call('ZADD', P .. 'ring:' .. queue, turn, user)
  end
  return turn
end

-- Takes a user off whichever ring they are on.
local function unring(queue, user)
  call('ZREM', P .. 'ring:' .. queue, user)
  unside(queue, user)
end

-- Puts a task into its lane, that says already that it is ready; at the head when it was there before. Returns whether the
-- lane came to a ring by that.
local function line_up(queue, user, id, at_head, priority)
  call('ZADD', P .. 'ready:' .. queue, NOW, id)
  local size = call(at_head and 'LPUSH' or 'RPUSH', P .. 'lane:' .. queue .. ':' .. user, id)
  if size == 1 then
    return relane(queue, user, false, priority)
  end
  -- A new head may be runnable where the old one was not.
  return at_head and reconsider(queue, user)
end

-- The same for a task that was something else before.
local function make_ready(queue, user, id, at_head)
  call('HSET', P .. 'task:' .. id, 's', 'R', 'i', NOW)
  return line_up(queue, user, id, at_head)
end

local function free_unique(id, unique)
  if unique and unique ~= '' and call('HGET', P .. 'unique', unique) == id then
    call('HDEL', P .. 'unique', unique)
  end
end

-- A task that goes back takes its key again, unless a newer task has it by now.
local function retake_unique(id, unique, mode)
  if mode == 'M' and unique ~= '' then
    call('HSETNX', P .. 'unique', unique, id)
  end
end

local function bury(queue, id, unique, reason)
  free_unique(id, unique)
  call('HSET', P .. 'task:' .. id, 's', 'D', 'r', reason, 'b', NOW)
  call('ZADD', P .. 'dead:' .. queue, NOW, id)
end

-- A claim ends, however: the lane is free again when it was the last one of its batch. Returns whether it was, and
-- whether a limit of its type may have kept other lanes waiting, in any queue.
local function end_claim(queue, user, id, capability)
  call('ZREM', P .. 'claims:' .. queue, id)
  local idle = call('HINCRBY', P .. 'busy:' .. queue, user, -1) <= 0
  if idle then
    call('HDEL', P .. 'busy:' .. queue, user)
  end
  local kind = type_of(capability)
  local limited = type_has_limit(kind)
  if limited then
    call('HINCRBY', P .. 'running', kind, -1)
  end
  return idle, limited
end

-- Whether a dead letter's unique key is another task's by now.
local function key_is_taken(unique)
  return unique and unique ~= '' and call('HEXISTS', P .. 'unique', unique) == 1
end

-- A dead letter that is on no list any more goes into a lane as if it had never failed.
local function revive(queue, user, id, unique)
  call('SADD', P .. 'queues', queue)
  call('HSET', P .. 'task:' .. id, 'a', 0, 'x', 0)
  call('HDEL', P .. 'task:' .. id, 'b', 'z')
  if unique and unique ~= '' then
    call('HSET', P .. 'unique', unique, id)
  end
  if make_ready(queue, user, id, false) then
    rouse(queue)
  end
end
