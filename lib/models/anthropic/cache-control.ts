import type { Block } from './block.ts';
import type { Turn } from './to-turns.ts';

/** The parts of a request that are marked for the cache: functions, instructions, and the conversation up to the user's last turn. */
interface Cached {
  readonly tools: readonly object[];
  readonly system: readonly Block[];
  readonly messages: readonly Turn[];
}

/**
 * Marks the ends of what the server should keep: the last function, the last instruction, and the last user message. `cache` is
 * the setting: true, or how long it is kept, `5m` or `1h`.
 */
export const withCache = (parts: Cached, cache: unknown): Cached => {
  if (!cache) return parts;
  const mark = { type: 'ephemeral', ...(typeof cache === 'string' && { ttl: cache }) };
  const last = <T extends object>(list: readonly T[]): readonly T[] =>
    list.map((item, place) => (place === list.length - 1 ? { ...item, cache_control: mark } : item));
  const { messages } = parts;
  const user = messages.findLastIndex(({ role }) => role === 'user');
  return {
    tools: last(parts.tools),
    system: last(parts.system),
    messages: messages.map((turn, place) => (place === user ? { ...turn, content: last(turn.content) } : turn)),
  };
};
