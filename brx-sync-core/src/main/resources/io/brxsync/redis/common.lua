-- common.lua: the queue's key layout and the state changes that its scripts share.
-- In:  put before every script of the queue. KEYS[1] is the namespace's meta key, "{namespace}:meta"; every other key is
--      built from its prefix. All keys share the hash tag, so all live in one slot of a cluster.
-- Out: local functions, nothing else.
--
-- Keys (P = "{namespace}:")
--   P meta            hash   token (last fencing token), born (first token after Redis was empty), turn:<queue> (last
--                            turn), next (when time has to be looked at)
--   P queues          set    every queue that ever held a task
--   P task:<id>       string state, what never changes, and message, see compose. One text is one piece of memory that has to
--                            be fetched, taken and given back; a hash has three for each field.
--   P more:<id>       hash   of a task to which something has happened: a attempts, x crashes, k checkpoint, r reason, t token
--                            of the last claim that ended, h 1 when it comes back to the head of its lane, z 1 when it
--                            should be cancelled
--   P lane:<q>:<user> list   entries in order: an id, and behind a blank the priority if it is not 0
--   P ring:<q>        zset   users with something to run, by turn and priority
--   P side:<q>:<cap>  zset   users taken off the ring because nobody could run the head of their lane: by capability
--   P sided:<q>       hash   user -> capability of the side ring they are on
--   P busy:<q>        hash   user -> claimed tasks
--   P held:<q>        zset   user -> until when
--   P due:<q>  P claims:<q>  P dead:<q>
--                     zset   id -> due at, lease end, buried at; each id is in exactly one of the three, or in a lane (I1)
--   P waits:<q>       hash   tenth of a second -> tasks in lanes that are ready since then, all -> tasks in lanes
--   P since:<q>       zset   the tenths of a second that waits knows
--   P unique          hash   unique key -> id
--   P paused          set    queues          P holds  set  users held by an operator
--   P limits          hash   q:<queue>, t:<type> (running at once), lane, queue (waiting)
--   P running         hash   type -> claimed tasks, kept only for types with a limit
--   P sleep:<q>       string there when a worker found too little in this queue
--   P calls:<caller>  hash   number of an exchange -> what it did, until its caller has the reply; without claims when it
--                            must not run any more
--   P lock:<name>     string there while the named chore is somebody's
--   P workers         zset   worker -> its last word's time; P reports  hash  worker -> that word
--   P wake            channel that tells the queue, or * for all

-- A global is looked up by its name each time that it is used, which was a fifteenth of an exchange.
local call, unpack, tonumber, tostring = redis.call, unpack, tonumber, tostring
local sub, find, match, format, floor = string.sub, string.find, string.match, string.format, math.floor
local P = sub(KEYS[1], 1, -5)
local PRIORITY_TURNS = 1000 -- one step of priority is worth this many turns; waiting wins in the end
local CANCELLED = 'cancelled'
local META = KEYS[1]

-- While a cluster moves this slot to another server, some keys are here and some are there, and whatever a script did
-- would be done to half of them. Then a server refuses two keys of which one is missing, on both sides.
if type(redis.pcall('EXISTS', P .. 'none', P .. 'nothing')) == 'table' then
  return redis.error_reply('TRYAGAIN the slot of these keys moves to another server')
end

local clock = call('TIME')
local now = tonumber(clock[1]) * 1000 + floor(tonumber(clock[2]) / 1000)

-- A write that needs no memory, as the first one of a script, makes Redis allow all others of that script although its
-- memory is full. Whatever frees memory, keeps leases or serves operators goes on like that; only enqueueing is refused.
local function despite_full_memory()
  call('DEL', P .. 'none')
end

local function int(n)
  return format('%.0f', n)
end

local NOW = int(now)

local types = {} -- what was asked before
local function type_of(capability)
  local kind = types[capability]
  if not kind then
    kind = match(capability, '^([^:]*)')
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

-- A state's letter and number, 17 characters: R ready since, S scheduled, C claimed by this token, B the same by a handler
-- of batches, D dead since.
local function state(letter, number)
  return letter .. sub('0000000000000000', #number + 1) .. number
end

-- A task's text: its state, - as long as nothing has happened to it and + where there is more of it, then, a line each, its
-- queue, user, capability, priority, mode (M when its unique key ends at its start, else S) and the length of its unique
-- key, and at last that key and the message.
local function compose(letter, number, queue, user, capability, priority, mode, unique, message)
  return state(letter, number) .. '-\n' .. queue .. '\n' .. user .. '\n' .. capability .. '\n' .. priority .. '\n' .. mode
    .. '\n' .. #unique .. '\n' .. unique .. message
end

-- What compose has put together: letter (C for B), number, whether it is a batch's claim, whether there is more of it, queue,
-- user, capability, priority, mode, unique key, text, and where the message begins in it. Nothing for an unknown task.
local function read_task(id)
  local text = call('GET', P .. 'task:' .. id)
  if not text then
    return nil
  end
  local letter, number, more, queue, user, capability, priority, mode, length, at =
    match(text, '^(%a)0*(%d+)([-+])\n([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n(%a)\n(%d+)\n()')
  local batch = letter == 'B'
  local message_at = at + tonumber(length)
  return batch and 'C' or letter, number, batch, more == '+', queue, user, capability, priority, mode,
    sub(text, at, message_at - 1), text, message_at
end

local function set_state(id, letter, number)
  call('SETRANGE', P .. 'task:' .. id, 0, state(letter, number))
end

-- Something has happened to a task.
local function add_more(id, ...)
  call('HSET', P .. 'more:' .. id, ...)
  call('SETRANGE', P .. 'task:' .. id, 17, '+')
end

local function forget(id, more)
  if more then
    call('DEL', P .. 'task:' .. id, P .. 'more:' .. id)
  else
    call('DEL', P .. 'task:' .. id)
  end
end

local function lane_entry(id, priority)
  return priority == '0' and id or id .. ' ' .. priority
end

local function id_of(entry)
  local blank = find(entry, ' ', 1, true)
  return blank and sub(entry, 1, blank - 1) or entry
end

local function priority_of(entry)
  local blank = find(entry, ' ', 1, true)
  return blank and tonumber(sub(entry, blank + 1)) or 0
end

-- How many tasks came to lanes and left them in this script, by queue and tenth of a second.
local came = {}
local function count_ready(queue, since, tasks)
  local counts = came[queue]
  if not counts then
    counts = {}
    came[queue] = counts
  end
  local tenth = floor(since / 100)
  counts[tenth] = (counts[tenth] or 0) + tasks
end

-- Writes down what was counted; the last thing that a script does which counts.
local function write_counts()
  for queue, counts in pairs(came) do
    local waits, since, all = P .. 'waits:' .. queue, P .. 'since:' .. queue, 0
    for tenth, tasks in pairs(counts) do
      all = all + tasks
      if tasks ~= 0 then
        local waiting = call('HINCRBY', waits, tenth, tasks)
        if waiting == 0 then
          call('HDEL', waits, tenth)
          call('ZREM', since, tenth)
        elseif waiting == tasks then
          call('ZADD', since, tenth, tenth)
        end
      end
    end
    if all ~= 0 and call('HINCRBY', waits, 'all', all) == 0 then
      call('DEL', waits)
    end
  end
end

-- Puts a user who is on no ring onto the ring's back, if there is something to run and nothing to wait for. Returns
-- whether it did. A caller who knows that nothing of the lane runs, or the head, need not have it read.
local function relane(queue, user, idle, head)
  head = head or call('LINDEX', P .. 'lane:' .. queue .. ':' .. user, 0)
  if not head or not idle and call('HEXISTS', P .. 'busy:' .. queue, user) == 1 or is_held(queue, user) then
    return false
  end
  call('ZADD', P .. 'ring:' .. queue, 'NX', next_turn(queue) - priority_of(head) * PRIORITY_TURNS, user)
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
  count_ready(queue, now, 1)
  local entry = lane_entry(id, priority)
  local size = call(at_head and 'LPUSH' or 'RPUSH', P .. 'lane:' .. queue .. ':' .. user, entry)
  if size == 1 then
    return relane(queue, user, false, entry)
  end
  -- A new head may be runnable where the old one was not.
  return at_head and reconsider(queue, user)
end

-- The same for a task that was something else before.
local function make_ready(queue, user, id, at_head, priority)
  set_state(id, 'R', NOW)
  return line_up(queue, user, id, at_head, priority)
end

-- A task whose key ends with it has it as long as it lives (I4); another one may have lost it to a newer task.
local function free_unique(id, mode, unique)
  if unique ~= '' and (mode == 'S' or call('HGET', P .. 'unique', unique) == id) then
    call('HDEL', P .. 'unique', unique)
  end
end

-- A task that goes back takes its key again, unless a newer task has it by now.
local function retake_unique(id, mode, unique)
  if mode == 'M' and unique ~= '' then
    call('HSETNX', P .. 'unique', unique, id)
  end
end

local function bury(queue, id, mode, unique, reason)
  free_unique(id, mode, unique)
  set_state(id, 'D', NOW)
  add_more(id, 'r', reason)
  call('ZADD', P .. 'dead:' .. queue, NOW, id)
end

-- A claim ends, however: the lane is free again when it was the last one of its batch. Returns whether it was, and
-- whether a limit of its type may have kept other lanes waiting, in any queue.
local function end_claim(queue, user, id, capability, batch)
  call('ZREM', P .. 'claims:' .. queue, id)
  local idle = not batch or call('HINCRBY', P .. 'busy:' .. queue, user, -1) <= 0
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
  return unique ~= '' and call('HEXISTS', P .. 'unique', unique) == 1
end

-- A dead letter that is on no list any more goes into a lane as if it had never failed.
local function revive(queue, user, id, priority, unique)
  call('SADD', P .. 'queues', queue)
  call('HDEL', P .. 'more:' .. id, 'a', 'x', 'z')
  if unique ~= '' then
    call('HSET', P .. 'unique', unique, id)
  end
  if make_ready(queue, user, id, false, priority) then
    rouse(queue)
  end
end
