import { builtin } from './builtin.ts';

/**
 * Returns a function to call at the begin of an exchange, which returns one to call with the exchange when it has ended. The
 * recording is then saved with all exchanges that have ended, in the order in which they began.
 *
 * @param to The path of a file (Node only), or a function.
 */
export const recorder = <E, R>(
  to: string | ((recording: R) => void),
  recordingOf: (exchanges: readonly E[]) => R,
): (() => (exchange: E) => void) => {
  const save = typeof to === 'string' ? toFile(to) : to;
  const kept = new Map<number, E>();
  let begun = 0;
  const exchanges = (): readonly E[] =>
    [...kept].sort(([left], [right]) => left - right).map(([, exchange]) => exchange);
  return () => {
    const place = begun++;
    return (exchange) => {
      kept.set(place, exchange);
      save(recordingOf(exchanges()));
    };
  };
};

const toFile =
  (file: string) =>
  (recording: unknown): void =>
    builtin('node:fs').writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`);
