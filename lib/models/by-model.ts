import { throwError } from 'rxjs';
import { refuse, usageError } from '../agent/errors.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { ChatModel } from '../messages/types.ts';
import { keepingContext, keepsContext } from '../util/async-context.ts';
import { isRecord } from '../util/is-record.ts';
import { show } from '../util/stringify.ts';
import { matches } from './matches.ts';
import { standing } from './standing.ts';

/** How `byModel()` uses its chat models. */
export interface ByModelOptions {
  /** True leaves wires bare, without `retry()` and `timeout()` around each. Default: false. */
  readonly raw?: boolean | undefined;
}

/**
 * Returns a chat model that asks another one by the name of the request's model: the first whose pattern fits, in written order.
 * In a pattern, `*` stands for any text. A bare wire stands within `retry()` and `timeout()`; any other chat model is used as it
 * is. A name that no pattern fits is a `usage` error of the request.
 *
 * @example
 * const local = http({ baseURL: 'http://127.0.0.1:11434/v1' });
 * const swarm = new Swarm(byModel({ 'llama*': local, '*': http() }));
 *
 * @throws SwarmError `usage` for no patterns, for a value that is no chat model, and for an unknown option.
 */
export const byModel = (models: Readonly<Record<string, ChatModel>>, options: ByModelOptions = {}): ChatModel => {
  refuseUnknown('byModel()', options, ['raw']);
  const entries = isRecord(models) ? Object.entries(models) : [];
  refuse(entries.length === 0, () => "byModel() needs at least one pattern, such as { '*': http() }.");
  entries.forEach(mustAsk);
  const table = entries.map(([pattern, model]) => [pattern, options.raw === true ? model : standing(model)] as const);
  const ask: ChatModel = (request) => {
    const [, model] = table.find(([pattern]) => matches(pattern, request.model)) ?? [];
    return model ? model(request) : throwError(() => noMatch(request.model, Object.keys(models)));
  };
  return table.every(([, model]) => keepsContext(model)) ? keepingContext(ask) : ask;
};

const mustAsk = ([pattern, model]: readonly [string, unknown]): void => {
  refuse(
    typeof model !== 'function',
    // The value is not shown, because options of a wire may hold a key.
    () =>
      `byModel(): ${show(pattern)} needs a chat model, such as http(), got ${model === null ? 'null' : typeof model}.`,
  );
};

const noMatch = (name: string, patterns: readonly string[]) =>
  usageError(
    `byModel() has no chat model for ${show(name)}: its patterns are ${patterns.map((pattern) => show(pattern)).join(', ')}. ` +
      "Add the name, or '*' as the last pattern.",
  );
