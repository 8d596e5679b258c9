import { Swarm, type Message, type Response } from 'rxswarm';
import { http } from 'rxswarm/models';
import { response } from 'rxswarm/operators';
import { lastValueFrom } from 'rxjs';
import { demo as airline } from '../../../demos/airline/demo.ts';
import { demo as shopper } from '../../../demos/shopper/demo.ts';
import { demo as support } from '../../../demos/support/demo.ts';
import { demo as triage } from '../../../demos/triage/demo.ts';
import { demo as weather } from '../../../demos/weather/demo.ts';
import { serveEmbedded } from '../support/serve-embedded.ts';
import { FREE } from './free.ts';
import { FURTHER } from './further.ts';
import { HELD_OUT } from './held-out.ts';
import { answerOf, tookStep } from './judge.ts';
import { REHEARSED } from './rehearsed.ts';
import type { DemoName, Sentence } from './sentence.ts';

process.env['SHOPPER_DB'] = ':memory:';
const demos = { airline, weather, triage, support, shopper };
const model = serveEmbedded();
/** Fails for a run that ends without a response. */
const NOTHING = { defaultValue: undefined as never };

const answer = (name: DemoName, [says, , before]: Sentence): Promise<Response> => {
  const { agents, contextVariables } = demos[name];
  const messages: readonly Message[] = [
    ...(before === undefined ? [] : [{ role: 'assistant', content: before } as const]),
    { role: 'user', content: says },
  ];
  const swarm = new Swarm(http({ baseURL: model().baseURL }));
  return lastValueFrom(swarm.run({ agent: agents[0], contextVariables, messages } as never).pipe(response()), NOTHING);
};

const missed = async (name: DemoName, sentences: readonly Sentence[]): Promise<readonly string[]> => {
  const judged = await Promise.all(
    sentences.map(async (sentence) => {
      const answered = await answer(name, sentence);
      return tookStep(sentence[1], answered) ? [] : [`${sentence[0]} → ${answerOf(answered)}`];
    }),
  );
  return judged.flat();
};

const tables = { rehearsed: REHEARSED, free: FREE, further: FURTHER, 'held-out': HELD_OUT };

/** How many sentences of a table get a sensible step. */
type Figure = readonly [table: keyof typeof tables, demo: DemoName, sensible: number, of: number];

describe('the embedded model', () => {
  it.each<Figure>([
    ['rehearsed', 'airline', 20, 20],
    ['rehearsed', 'weather', 20, 20],
    ['rehearsed', 'triage', 20, 20],
    ['rehearsed', 'support', 20, 20],
    ['rehearsed', 'shopper', 20, 20],
    ['free', 'airline', 20, 20],
    ['free', 'weather', 20, 20],
    ['free', 'triage', 20, 20],
    ['free', 'support', 20, 20],
    ['free', 'shopper', 20, 20],
    ['further', 'airline', 10, 10],
    ['further', 'weather', 10, 10],
    ['further', 'triage', 10, 10],
    ['further', 'support', 10, 10],
    ['further', 'shopper', 10, 10],
    ['held-out', 'airline', 8, 10],
    ['held-out', 'weather', 10, 10],
    ['held-out', 'triage', 8, 10],
    ['held-out', 'support', 6, 10],
    ['held-out', 'shopper', 6, 10],
  ])('finds for the %s sentences of %s a sensible step %d times of %d', async (table, demo, sensible, of) => {
    const sentences = tables[table][demo];
    const wrong = await missed(demo, sentences);

    expect(sentences).toHaveLength(of);
    expect(wrong.length === of - sensible ? [] : wrong).toEqual([]);
  });
});
