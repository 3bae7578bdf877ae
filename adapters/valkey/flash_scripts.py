"""The scripts of the flash sale, run inside Valkey, each atomic.

Of one pool and generation: a hash and a stream, on one slot. The hash holds the fields `open` and `close` (milliseconds
as text of 13 digits, which compare as text), `max`, `free`, `seq`, `done`, and for each member a field with the
tickets, each `<ticket>:<quantity>:<seq> `. A copy is loaded when `free` is there.
"""

# Any number of reservations in three calls, whatever their number: most of the time of a script is spent in calls and
# in their arguments. ARGV: now, then the queue's line of each, from whose fixed places (`flash_keys.line`) ticket,
# member and quantity are read. Answers a list in their order, or one number.
RESERVE = """
local sub = string.sub
local names, count = {'open', 'close', 'max', 'free', 'seq'}, #ARGV - 1
for i = 1, count do names[5 + i] = sub(ARGV[1 + i], 34, 65) end
local held = redis.call('HMGET', KEYS[1], unpack(names))
local free = tonumber(held[4])
if not free then return -1 end
local ends = 0
if ARGV[1] < held[1] then ends = -2 elseif ARGV[1] >= held[2] then ends = -3 end
local max, seq = tonumber(held[3]), tonumber(held[5])
local answers, fields, lines, first, seen = {}, {}, {}, seq, {}
for i = 1, count do
  local line, member = ARGV[1 + i], names[5 + i]
  local ticket, quantity = sub(line, 1, 32), sub(line, 67, 68)
  local had, units, taken, known = seen[member] or held[5 + i], quantity + 0, 0, nil
  if had then
    for other, counted, place in string.gmatch(had, '(%x+):(%d+):(%d+)') do
      if other == ticket then known = place end
      taken = taken + counted
    end
  else
    had = ''
  end
  if known then
    answers[i] = tonumber(known)
  elseif ends < 0 then
    answers[i] = ends
  elseif max > 0 and taken + units > max then
    answers[i] = -4
  elseif units > free then
    answers[i] = -5
  else
    free, seq = free - units, seq + 1
    had = had .. ticket .. ':' .. quantity .. ':' .. seq .. ' '
    seen[member] = had
    fields[#fields + 1] = member
    fields[#fields + 1] = had
    lines[seq - first] = line
    answers[i] = seq
  end
end
if seq > first then
  redis.call('HSET', KEYS[1], 'free', free, 'seq', seq, unpack(fields))
  redis.call('XADD', KEYS[2], seq .. '-0', 'e', table.concat(lines, '\\n'))
end
return answers
"""

# ARGV: accepted, free.
SETTLE = """
local seq = redis.call('HGET', KEYS[1], 'seq')
if seq ~= ARGV[1] or redis.call('XLEN', KEYS[2]) > 0 then return 0 end
redis.call('HSET', KEYS[1], 'free', ARGV[2])
return 1
"""

# ARGV: pairs of member and ticket.
FORGIVE = """
for at = 1, #ARGV, 2 do
  local had = redis.call('HGET', KEYS[1], ARGV[at])
  if had then
    local now, found = string.gsub(had, ARGV[at + 1] .. ':%d+:', ARGV[at + 1] .. ':0:')
    if found > 0 then redis.call('HSET', KEYS[1], ARGV[at], now) end
  end
end
return 1
"""

# ARGV: the group, then pairs of bundle and the number of its tickets. Counted once, however often it is finished.
FINISH = """
local done = 0
for at = 2, #ARGV, 2 do
  redis.call('XACK', KEYS[2], ARGV[1], ARGV[at])
  if redis.call('XDEL', KEYS[2], ARGV[at]) == 1 then done = done + ARGV[at + 1] end
end
if done > 0 and redis.call('HEXISTS', KEYS[1], 'free') == 1 then redis.call('HINCRBY', KEYS[1], 'done', done) end
return done
"""

# ARGV: now.
CLOSE = """
local close = redis.call('HGET', KEYS[1], 'close')
if close and close > ARGV[1] then redis.call('HSET', KEYS[1], 'close', ARGV[1]) end
return 1
"""

# The least that a script can do which sells no unit twice: what `siyu bench flash` measures ours against.
SMALLEST = """
local left = redis.call('DECR', KEYS[1])
if left < 0 then
  redis.call('INCR', KEYS[1])
  return -1
end
return left
"""
