import { Swarm, type Response } from 'rxswarm';
import { http } from 'rxswarm/models';
import { response } from 'rxswarm/operators';
import { lastValueFrom } from 'rxjs';
import { demo as airline } from '../../../demos/airline/demo.ts';
import type { Demo } from '../../../demos/demo.ts';
import { demo as shopper } from '../../../demos/shopper/demo.ts';
import { demo as triage } from '../../../demos/triage/demo.ts';
import { demo as weather } from '../../../demos/weather/demo.ts';
import { serveEmbedded } from '../support/serve-embedded.ts';
import { sentences, type Step } from './sentences.ts';

process.env['SHOPPER_DB'] = ':memory:';
const model = serveEmbedded();
/** Fails for a run that ends without a response. */
const NOTHING = { defaultValue: undefined as never };

const answer = <C extends object>({ agents: [agent], contextVariables }: Demo<C>, line: string): Promise<Response> => {
  const swarm = new Swarm(http({ baseURL: model().baseURL }));
  const messages = [{ role: 'user', content: line }] as const;
  return lastValueFrom(swarm.run({ agent, contextVariables, messages } as never).pipe(response()), NOTHING);
};

/** Returns the names of the functions that a run called, and the text it ends with. */
const outcomeOf = ({ messages }: Response): { readonly calls: readonly string[]; readonly text: string } => ({
  calls: messages.flatMap((message) =>
    message.role === 'assistant' ? (message.tool_calls ?? []).map((call) => call.function.name) : [],
  ),
  text: textOf(messages.at(-1)?.content),
});

const textOf = (content: unknown): string => (typeof content === 'string' ? content : '');

const isSensible = (step: Step, response: Response): boolean => {
  const { calls, text } = outcomeOf(response);
  return typeof step === 'string' ? calls.includes(step) : calls.length === 0 && step.test(text);
};

describe('the embedded model takes a sensible step for', () => {
  it.each<[keyof typeof sentences, (line: string) => Promise<Response>]>([
    ['airline', (line) => answer(airline, line)],
    ['weather', (line) => answer(weather, line)],
    ['triage', (line) => answer(triage, line)],
    ['shopper', (line) => answer(shopper, line)],
  ])('at least eighteen of the twenty sentences of %s', async (demo, ask) => {
    const judged = await Promise.all(
      sentences[demo].map(async ([line, step]) => {
        const response = await ask(line);
        return isSensible(step, response) ? [] : [{ line, step, ...outcomeOf(response) }];
      }),
    );
    const missed = judged.flat();
    expect(missed.length > 2 ? missed : []).toEqual([]);
  });
});
