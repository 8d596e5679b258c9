import { Agent, Swarm } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { converse, type Conversation, type ConversationInput, type LocalState } from 'rxswarm/converse';
import { from, NEVER, of, Subject } from 'rxjs';
import { bind } from '../support/bind.ts';
import { call, calls, says } from '../support/chunks.ts';
import { storyOf } from '../support/story.ts';

/** An agent whose first function charges and whose second never ends, and a model that thinks for ever once one has run. */
const shop = (turn: readonly string[], options: object = {}) => {
  let charged = 0;
  const charge = bind(() => `Charged ${++charged}.`, [], { name: 'charge' });
  const wait = bind(() => NEVER, [], { name: 'wait' });
  const asked: (readonly unknown[])[] = [];
  const model: ChatModel = ({ messages }) => {
    asked.push(messages.map(({ content }) => content));
    const isNew = !messages.some(({ role }) => role === 'tool');
    if (isNew) return from(calls(...turn.map((name) => call(name, {}, name))));
    return messages.at(-1)?.role === 'tool' ? NEVER : of(...says('Yes.'));
  };
  const inputs$ = new Subject<ConversationInput>();
  let latest: Conversation<LocalState> | undefined;
  const agent = new Agent({ name: 'Ada', functions: [charge, wait] });
  converse(new Swarm(model), inputs$, { agent, ...options }).subscribe({
    next: (conversation) => (latest = conversation),
    error: (error: unknown) => expect(error).toBeUndefined(),
  });
  const story = () => (latest ? storyOf(latest) : '');
  return { does: (input: ConversationInput) => inputs$.next(input), story, charged: () => charged, asked };
};

describe('a stopped answer', () => {
  it('keeps a turn whose calls are answered, and the next message is sent with it', () => {
    const { does, story, charged, asked } = shop(['charge']);
    does('Charge!');
    does({ stop: true });
    expect(story()).toBe('stopped: user Charge!, Ada calls, tool Charged 1.');
    does('Did it work?');
    expect(story()).toBe('idle: user Charge!, Ada calls, tool Charged 1., user Did it work?, Ada Yes.');
    expect(charged()).toBe(1);
    expect(asked.at(-1)).toEqual(['Charge!', undefined, 'Charged 1.', 'Did it work?']);
  });

  it('answers the calls under way with "stopped"', () => {
    const { does, story, charged, asked } = shop(['charge', 'wait']);
    does('Charge!');
    does({ stop: true });
    expect(story()).toBe('stopped: user Charge!, Ada calls, tool Charged 1., tool stopped');
    does('Did it work?');
    expect(charged()).toBe(1);
    expect(asked.at(-1)).toEqual(['Charge!', undefined, 'Charged 1.', 'stopped', 'Did it work?']);
  });

  it('keeps them as well when another message replaces it', () => {
    const { does, charged, asked } = shop(['charge'], { whileAnswering: 'replace' });
    does('Charge!');
    does('Did it work?');
    expect(charged()).toBe(1);
    expect(asked.at(-1)).toEqual(['Charge!', undefined, 'Charged 1.', 'Did it work?']);
  });
});
