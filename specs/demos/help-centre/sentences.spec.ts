import { Swarm, type Message } from 'rxswarm';
import { http } from 'rxswarm/models';
import { response } from 'rxswarm/operators';
import { lastValueFrom } from 'rxjs';
import { helper } from '../../../demos/support/agents.ts';
import { newCustomer } from '../../../demos/support/customer.ts';
import { sentences, type Sentence } from '../sentences/support.ts';
import { serveEmbedded } from '../support/serve-embedded.ts';

const model = serveEmbedded();
/** Fails for a run that ends without a response. */
const NOTHING = { defaultValue: undefined as never };

const stepAfter = async ({ before, said }: Sentence): Promise<readonly Message[]> => {
  const messages: readonly Message[] = [
    ...(before === undefined ? [] : [{ role: 'assistant', content: before } as const]),
    { role: 'user', content: said },
  ];
  const swarm = new Swarm(http({ baseURL: model().baseURL }));
  const run$ = swarm.run({ agent: helper, messages, contextVariables: newCustomer });
  return (await lastValueFrom(run$.pipe(response()), NOTHING)).messages;
};

const answerOf = (messages: readonly Message[]): string => {
  const content = messages.at(-1)?.content;
  return typeof content === 'string' ? content : '';
};

const callsOf = (messages: readonly Message[]): readonly string[] =>
  messages.flatMap((message) =>
    message.role === 'assistant' ? (message.tool_calls ?? []).map((call) => call.function.name) : [],
  );

const isSensible = ({ calls, cites, says }: Sentence, messages: readonly Message[]): boolean => {
  const answer = answerOf(messages);
  const [first] = answer.split('\nSee also');
  if (calls !== undefined) return callsOf(messages).includes(calls);
  if (cites !== undefined) return first?.endsWith(`[${cites}]`) === true;
  return says?.test(answer) === true;
};

it('the embedded model takes a sensible step after each of twenty free sentences', async () => {
  const wrong: string[] = [];
  for (const sentence of sentences) {
    const messages = await stepAfter(sentence);
    if (!isSensible(sentence, messages)) wrong.push(`${sentence.said} → ${answerOf(messages)}`);
  }

  expect(sentences).toHaveLength(20);
  expect(wrong).toEqual([]);
});
