/** A script that Redis runs as one step. The keys come first, in the order the script names them. */
export interface Script {
  readonly numberOfKeys: number;
  readonly lua: string;
}

/** Returns the present moment in milliseconds, by Redis's own clock, because the clocks of workers differ. */
export const CLOCK = `
  local function now()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
  end`;

/**
 * Counts a request that may begin and returns 0, or returns the milliseconds until it may. The limits hold in any sixty seconds, as
 * in `slidingWindow`. KEYS: a hash of amounts and their sum, a sorted set of moments. ARGV: id, amount, limits or ''.
 */
const reserve: Script = {
  numberOfKeys: 2,
  lua: `${CLOCK}
    local amounts, moments = unpack(KEYS)
    local now = now()
    local id, amount, requests, tokens = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
    for _, old in ipairs(redis.call('ZRANGEBYSCORE', moments, '-inf', now - 60000)) do
      redis.call('HINCRBY', amounts, 'sum', 0 - (redis.call('HGET', amounts, 'of:' .. old) or 0))
      redis.call('HDEL', amounts, 'of:' .. old)
    end
    redis.call('ZREMRANGEBYSCORE', moments, '-inf', now - 60000)
    -- Sent again, because its connection broke.
    if redis.call('ZSCORE', moments, id) then return 0 end
    local wait = (tonumber(redis.call('HGET', amounts, 'until')) or 0) - now
    local count = redis.call('ZCARD', moments)
    local function opens(place)
      local found = redis.call('ZRANGE', moments, place, place, 'WITHSCORES')
      return found[2] + 60000 - now
    end
    if requests and count >= math.floor(requests) then wait = math.max(wait, opens(count - math.floor(requests))) end
    local left = tonumber(redis.call('HGET', amounts, 'sum')) or 0
    if tokens and count > 0 and left + amount > tokens then
      for place, each in ipairs(redis.call('ZRANGE', moments, 0, -1)) do
        left = left - (redis.call('HGET', amounts, 'of:' .. each) or 0)
        if left + amount <= tokens or place == count then
          wait = math.max(wait, opens(place - 1))
          break
        end
      end
    end
    if wait > 0 then return math.ceil(wait) end
    redis.call('ZADD', moments, now, id)
    redis.call('HSET', amounts, 'of:' .. id, amount)
    redis.call('HINCRBY', amounts, 'sum', amount)
    redis.call('PEXPIRE', amounts, 120000)
    redis.call('PEXPIRE', moments, 120000)
    return 0`,
};

/** Corrects the amount of a request, by '' where it was never made. */
const correct: Script = {
  numberOfKeys: 2,
  lua: `
    local amounts, moments = unpack(KEYS)
    local counted = redis.call('HGET', amounts, 'of:' .. ARGV[1])
    if not counted then return 0 end
    redis.call('HINCRBY', amounts, 'sum', (tonumber(ARGV[2]) or 0) - counted)
    if ARGV[2] ~= '' then return redis.call('HSET', amounts, 'of:' .. ARGV[1], ARGV[2]) end
    redis.call('ZREM', moments, ARGV[1])
    return redis.call('HDEL', amounts, 'of:' .. ARGV[1])`,
};

/** Holds all requests for ARGV[1] milliseconds. */
const hold: Script = {
  numberOfKeys: 2,
  lua: `${CLOCK}
    local held = tonumber(redis.call('HGET', KEYS[1], 'until')) or 0
    redis.call('HSET', KEYS[1], 'until', math.max(held, now() + ARGV[1]))
    redis.call('PEXPIRE', KEYS[1], 120000)
    return 1`,
};

/** The scripts of `sharedRateLimit`. */
export const LIMIT_SCRIPTS = { reserve, correct, hold } as const;
