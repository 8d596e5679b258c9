/** A step that Redis takes as a whole. The keys come first, in the order the script names them. */
export interface Script {
  readonly numberOfKeys: number;
  readonly lua: string;
}

/** The moment, in milliseconds of Redis's own clock: those of workers differ. */
export const CLOCK = `
  local function now()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
  end`;
