import { CLOCK, LIMIT_SCRIPTS, type Script } from './limit-scripts.ts';

/** Keeps keys for `ttl` milliseconds more. */
const RENEW = `
  local function renew(ttl, ...)
    for _, key in ipairs({...}) do redis.call('PEXPIRE', key, ttl) end
  end`;

/**
 * Fences writes: only the worker that holds the job's lock may write, and only in the attempt it began last. The attempt counts
 * too, because BullMQ may give a job to the same worker twice.
 */
const FENCED = `
  local function isLost(run, lock, token)
    return redis.call('GET', lock) ~= token or redis.call('HEXISTS', run, 'ended') == 1
  end
  local function isOver(run, lock, token, attempt)
    return isLost(run, lock, token) or redis.call('HGET', run, 'holder') ~= attempt
  end`;

/**
 * Takes an id for a run. Returns 'free'; 'ended' where this run has ended; 'other' where the id belongs to another run; 'left' where
 * an old job of it has finished, and its run has expired or never ended.
 */
const claim: Script = {
  numberOfKeys: 2,
  lua: `${RENEW}
    local run, job = unpack(KEYS)
    local digest = redis.call('HGET', run, 'digest')
    if digest and digest ~= ARGV[1] then return 'other' end
    if redis.call('HEXISTS', run, 'ended') == 1 then return 'ended' end
    redis.call('HSET', run, 'digest', ARGV[1])
    renew(ARGV[2], run)
    return redis.call('HEXISTS', job, 'finishedOn') == 1 and 'left' or 'free'`,
};

/**
 * Begins an attempt: counts it, and returns the state of the run, or its end where it has ended. An attempt whose lock has expired
 * is lost, and counts as well: a worker that always comes too late must not keep a run for ever.
 */
const begin: Script = {
  numberOfKeys: 4,
  lua: `${CLOCK}${RENEW}${FENCED}
    local run, messages, events, lock = unpack(KEYS)
    if redis.call('HEXISTS', run, 'ended') == 1 then
      local last = redis.call('XREVRANGE', events, '+', '-', 'COUNT', 1)[1]
      return { 'ended', last and last[2][#last[2]] or '' }
    end
    if isLost(run, lock, ARGV[1]) then
      if redis.call('EXISTS', lock) == 1 then return { 'lost', 0 } end
      local count = redis.call('HINCRBY', run, 'attempt', 1)
      renew(ARGV[3], run)
      return { 'lost', count }
    end
    if redis.call('HGET', run, 'holder') ~= ARGV[2] then redis.call('HINCRBY', run, 'attempt', 1) end
    redis.call('HSET', run, 'holder', ARGV[2])
    redis.call('HSETNX', run, 'begun', now())
    renew(ARGV[3], run, messages, events)
    local found = redis.call('HMGET', run, 'attempt', 'begun', 'cancelled', 'dirty', 'broke', 'checkpoint')
    for i = 1, 6 do found[i] = found[i] or '' end
    return { 'begun', found[1], now() - (tonumber(found[2]) or 0), found[3], found[4], found[5], found[6],
      redis.call('LRANGE', messages, 0, -1) }`,
};

/**
 * Writes events, a checkpoint and the end of a run, all or nothing. Returns 'written'; 'lost' where another worker has the lock;
 * 'cancelled' where the run was cancelled; 'full' where its events take too many bytes. ARGV: token, attempt, number, ttl, most bytes,
 * events, checkpoint, end, then messages. A client repeats commands when its connection breaks, so each number is written once.
 */
const append: Script = {
  numberOfKeys: 4,
  lua: `${RENEW}${FENCED}
    local run, messages, events, lock = unpack(KEYS)
    local token, attempt, number, ttl, most, batch, checkpoint, last = unpack(ARGV, 1, 8)
    local write = attempt .. ' ' .. number
    if redis.call('HGET', run, 'write') == write then return 'written' end
    if isOver(run, lock, token, attempt) then return 'lost' end
    if last == '' and redis.call('HEXISTS', run, 'cancelled') == 1 then return 'cancelled' end
    local bytes = #batch + (tonumber(redis.call('HGET', run, 'bytes')) or 0)
    if last == '' and bytes > tonumber(most) then return 'full' end
    redis.call('HSET', run, 'write', write, 'bytes', bytes)
    redis.call('HDEL', run, 'refused')
    if batch ~= '' then
      redis.call('XADD', events, '*', 'events', batch)
      redis.call('HSET', run, 'dirty', 1)
    end
    if checkpoint ~= '' then
      redis.call('HSET', run, 'checkpoint', checkpoint, 'attempt', 1)
      redis.call('HDEL', run, 'dirty', 'broke')
      for i = 9, #ARGV do redis.call('RPUSH', messages, ARGV[i]) end
    end
    if last ~= '' then
      redis.call('XADD', events, '*', 'end', last)
      redis.call('HSET', run, 'ended', 1)
      redis.call('HDEL', run, 'checkpoint')
      redis.call('DEL', messages)
    end
    renew(ttl, run, messages, events)
    return 'written'`,
};

/** Ends an attempt whose run goes on. ARGV: token, attempt, its failure or '', and '0' where the attempt does not count. */
const release: Script = {
  numberOfKeys: 2,
  lua: `${FENCED}
    local run, lock = unpack(KEYS)
    if isOver(run, lock, ARGV[1], ARGV[2]) then return 'lost' end
    if ARGV[3] ~= '' then redis.call('HSET', run, 'broke', ARGV[3]) end
    redis.call('HDEL', run, 'holder')
    if ARGV[4] == '0' then redis.call('HINCRBY', run, 'attempt', -1) end
    return 'written'`,
};

/** A worker passes the job on because it lacks the agent. Returns the milliseconds since the first one did. ARGV: token, attempt. */
const refuse: Script = {
  numberOfKeys: 2,
  lua: `${CLOCK}${FENCED}
    local run, lock = unpack(KEYS)
    if isOver(run, lock, ARGV[1], ARGV[2]) then return 'lost' end
    redis.call('HSETNX', run, 'refused', now())
    return now() - (tonumber(redis.call('HGET', run, 'refused')) or 0)`,
};

/** Ends a run that no worker has. Returns 1, or 0 where it has ended before. */
const close: Script = {
  numberOfKeys: 3,
  lua: `${RENEW}
    local run, messages, events = unpack(KEYS)
    if redis.call('EXISTS', run) == 0 or redis.call('HSETNX', run, 'ended', 1) == 0 then return 0 end
    redis.call('XADD', events, '*', 'end', ARGV[2])
    redis.call('HDEL', run, 'checkpoint')
    redis.call('DEL', messages)
    renew(ARGV[1], run, events)
    return 1`,
};

/** Marks a run as cancelled and tells the workers. Returns 1, or 0 where no such run is under way. */
const cancel: Script = {
  numberOfKeys: 2,
  lua: `
    local run, control = unpack(KEYS)
    if redis.call('EXISTS', run) == 0 or redis.call('HEXISTS', run, 'ended') == 1 then return 0 end
    redis.call('HSET', run, 'cancelled', 1)
    redis.call('XADD', control, 'MAXLEN', '~', 1000, '*', 'cancel', ARGV[1])
    redis.call('PEXPIRE', control, 300000)
    return 1`,
};

/** Returns the stored checkpoint of a run, and its messages. */
const stand: Script = {
  numberOfKeys: 2,
  lua: `return { redis.call('HGET', KEYS[1], 'checkpoint') or '', redis.call('LRANGE', KEYS[2], 0, -1) }`,
};

/** Returns the traces of a run: the id of its last entry, 1 or 0 for its record and its job, when the job finished, and why it failed. */
const probe: Script = {
  numberOfKeys: 3,
  lua: `
    local run, events, job = unpack(KEYS)
    local last = redis.call('XREVRANGE', events, '+', '-', 'COUNT', 1)[1]
    local finished = redis.call('HMGET', job, 'finishedOn', 'failedReason')
    return { last and last[1] or '', redis.call('EXISTS', run), redis.call('EXISTS', job),
      finished[1] or '', finished[2] or '' }`,
};

/** Ends a blocking read by an entry of its own stream. */
const wake: Script = {
  numberOfKeys: 1,
  lua: `
    redis.call('XADD', KEYS[1], 'MAXLEN', 1, '*', 'wake', '')
    redis.call('PEXPIRE', KEYS[1], 60000)
    return 1`,
};

/** Returns the present moment, by Redis's own clock, as the id of an entry. */
const now: Script = {
  numberOfKeys: 0,
  lua: `${CLOCK}
    return string.format('%d-0', now())`,
};

/** The scripts by name. */
export const SCRIPTS = {
  claim,
  begin,
  append,
  release,
  refuse,
  close,
  cancel,
  stand,
  probe,
  wake,
  now,
  ...LIMIT_SCRIPTS,
} as const;

/** The name of a script. */
export type ScriptName = keyof typeof SCRIPTS;
