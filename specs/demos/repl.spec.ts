import { Agent, Swarm, type CallContext } from 'rxswarm';
import { http, type ChatModel } from 'rxswarm/models';
import type { Conversation, ConversationInput, LocalState } from 'rxswarm/converse';
import { ask, withSchema, type JsonSchema } from 'rxswarm/schema';
import { concat, filter, from, lastValueFrom, NEVER, of, Subject, take, tap, throwError } from 'rxjs';
import type { Demo } from '../../demos/demo.ts';
import { inputOf } from '../../demos/repl/input-of.ts';
import { talk } from '../../demos/repl/talk.ts';
import { stage } from '../../demos/terminal/stage.ts';
import type { Terminal } from '../../demos/terminal/terminal.ts';
import { demo as shop } from '../../demos/triage/demo.ts';
import { bind } from '../support/bind.ts';
import { call, calls, chunk, says } from '../support/chunks.ts';
import { scripted } from '../support/scripted-model.ts';
import { storyOf } from '../support/story.ts';
import { recorder } from './support/recorder.ts';
import { serveEmbedded } from './support/serve-embedded.ts';

const server = serveEmbedded(() => 15);

/** Makes a scripted terminal that prints failures, as the terminal of a person does. */
const at = (script: readonly string[], interrupts$: Terminal['interrupts$'] = NEVER) => {
  const output = recorder();
  const terminal: Terminal = { ...stage({ script, letter: 0, output }), interrupts$, fail: output.fail };
  return { terminal, output };
};

const end = async (conversation$: ReturnType<typeof talk>): Promise<Conversation<LocalState>> => {
  const conversation = await lastValueFrom(conversation$, { defaultValue: undefined });
  if (conversation === undefined) throw new Error('Nothing was said.');
  return conversation;
};

describe('a talk', () => {
  it('stops an answer at an interrupt, and goes on from the finished handoff with both messages of the user', async () => {
    const stopped = lastValueFrom(
      server().activity$.pipe(
        filter(({ status }) => status === 'stopped'),
        take(1),
      ),
      { defaultValue: undefined },
    );
    const interrupts$ = new Subject<unknown>();
    const { terminal, output } = at(['Refund item_7, it is broken', 'Please refund item_7'], interrupts$);
    const swarm = new Swarm(http({ baseURL: server().baseURL }));
    const { state, transcript } = await end(
      talk({ demo: shop, swarm, terminal }).pipe(
        tap((conversation) => {
          const text = conversation.transcript.at(-1)?.message.content;
          if (conversation.status === 'answering' && text === 'Shall I') interrupts$.next(undefined);
        }),
      ),
    );

    expect(await stopped).toMatchObject({ status: 'stopped' });
    expect(output.text()).toContain(
      'Refunds: Shall I … stopped\n\nYou: Please refund item_7\nRefunds: Shall I refund item_7',
    );
    expect(transcript).toContainEqual({
      status: 'stopped',
      message: { role: 'assistant', content: 'Shall I', sender: 'Refunds' },
    });
    const said = state?.messages.filter(({ role }) => role === 'user');
    expect(said?.map(({ content }) => content)).toEqual(['Refund item_7, it is broken', 'Please refund item_7']);
    expect(JSON.stringify(state?.messages)).not.toContain('"Shall I"');
  });

  it('prints a failure on its own line, and sends the message again with the next', async () => {
    const { terminal, output } = at(['Hello', 'Hello?']);
    const answers = [
      concat(
        of(chunk({ role: 'assistant', content: 'Hel' })),
        throwError(() => new Error('down')),
      ),
      from(says('Hello, hello.')),
    ];
    const asked: unknown[] = [];
    const model: ChatModel = ({ messages }) => {
      asked.push(messages.map(({ content }) => content));
      return answers.shift() ?? NEVER;
    };
    const demo: Demo<object> = { ...{ title: '', contextVariables: {}, script: [] }, agents: [new Agent()] };
    await end(talk({ demo, swarm: new Swarm(model), terminal }));

    expect(output.text()).toBe('\nYou: Hello\nAgent: Hel\ndown\n\nYou: Hello?\nAgent: Hello, hello.\n');
    expect(asked).toEqual([['Hello'], ['Hello', 'Hello?']]);
  });
});

describe('a call that waits for approval', () => {
  const played = async (...script: string[]) => {
    const pay = bind(() => 'Paid.', [], { name: 'pay', approval: true });
    const demo: Demo<object> = {
      ...{ title: '', contextVariables: {}, script: [] },
      agents: [new Agent({ functions: [pay] })],
    };
    const { terminal, output } = at(script);
    const model = scripted(calls(call('pay', {}, 'a'), call('pay', {}, 'b')), says('Done.'), says('So?'));
    const conversation = await end(talk({ demo, swarm: new Swarm(model), terminal }));
    return { story: storyOf(conversation), text: output.text() };
  };
  const asked = 'user Pay!, Agent calls';

  it('prints each call and asks for y or n', async () => {
    const { story, text } = await played('Pay!');
    expect(story).toBe(`waiting: ${asked} [pay?] [pay?]`);
    expect(text).toBe(
      '\nYou: Pay!\n  Agent asks to call pay()\n  Agent asks to call pay()\n' +
        '  y lets it be called, n does not; or say something else.\n',
    );
  });

  it.each([
    ['y', 'tool Paid., tool Paid., Agent Done.'],
    ['Yes!', 'tool Paid., tool Paid., Agent Done.'],
    ['no', 'tool Declined: The customer declined this., tool Declined: The customer declined this., Agent Done.'],
    ['Not yet', 'user Not yet, Agent Done.'],
  ])('is decided by %p', async (line, rest) => {
    expect((await played('Pay!', line)).story).toBe(`idle: ${asked}, ${rest}`);
  });

  it('takes a second y as a message', async () => {
    expect((await played('Pay!', 'y', 'y')).story).toMatch(/Agent Done\., user y, Agent So\?$/);
  });
});

describe('a line', () => {
  type Waiting = Conversation['waiting'][number];
  const call = { id: 'a', name: 'act', arguments: '{"sum":5,"to":"Ada"}' };
  const approval: Waiting = { ...call, reason: 'approval' };
  const asking = (schema: JsonSchema): Waiting => ({
    ...call,
    reason: 'question',
    question: { text: 'Which?', schema },
  });
  const seat = { type: 'string', enum: ['aisle', 'window'] };
  const days = { type: 'object', properties: { days: { type: 'integer' } }, required: ['days'] };
  const stay = { type: 'object', properties: { days: { type: 'integer' }, late: { type: 'boolean' } } };

  it.each<[string, readonly Waiting[], ConversationInput]>([
    ['Window', [asking(seat)], { decisions: { a: { answer: 'window' } } }],
    ['the roof', [asking(seat)], 'the roof'],
    ['2', [asking({ type: 'integer' })], { decisions: { a: { answer: 2 } } }],
    ['two', [asking({ type: 'integer' })], 'two'],
    ['n', [asking({ type: 'boolean' })], { decisions: { a: { answer: false } } }],
    ['y', [asking({ type: 'string' })], { decisions: { a: { answer: 'y' } } }],
    ['3', [asking(days)], { decisions: { a: { answer: { days: 3 } } } }],
    ['{"days":3}', [asking(stay)], { decisions: { a: { answer: { days: 3 } } } }],
    ['three', [asking(stay)], 'three'],
    ['y', [approval, { ...asking(seat), id: 'b' }], { decisions: { a: true } }],
    ['{"sum":1}', [{ ...approval, edit: true }], { decisions: { a: { arguments: { sum: 1, to: 'Ada' } } } }],
    ['{"sum":1}', [approval], '{"sum":1}'],
    ['{"sum":', [{ ...approval, edit: true }], '{"sum":'],
    [
      '{"sum":1}',
      [
        { ...approval, edit: true },
        { ...approval, id: 'b' },
      ],
      '{"sum":1}',
    ],
    ['2', [], 'Second idea'],
    ['3', [], '3'],
    ['hello', [], 'hello'],
  ])('%j while %j waits', (line, waiting, expected) => {
    const conversation = { waiting, transcript: [] };
    expect(inputOf(line, { conversation, ideas: ['First idea', 'Second idea'] })).toEqual(expected);
  });

  it('that is a number names a suggestion only at the beginning', () => {
    const transcript = [{ message: { role: 'user', content: 'Hi' }, status: 'whole' }] as const;
    expect(inputOf('1', { conversation: { waiting: [], transcript }, ideas: ['First idea'] })).toBe('1');
  });
});

describe('a question of a function', () => {
  it('is printed with its choices, and the next line is the answer', async () => {
    const book = withSchema(
      ({ answers: [seat] }: CallContext<[seat: string]>) =>
        seat === undefined ? ask({ type: 'string', enum: ['aisle', 'window'] }, 'Which seat?') : `Booked: ${seat}.`,
      { name: 'book', order: ['$call'] },
    );
    const demo: Demo<object> = {
      ...{ title: '', contextVariables: {}, script: [] },
      agents: [new Agent({ functions: [book] })],
    };
    const { terminal, output } = at(['Book!', 'Window']);
    const model = scripted(calls(call('book', {}, 'a')), says('Done.'));
    await end(talk({ demo, swarm: new Swarm(model), terminal }));
    expect(output.text()).toBe(
      '\nYou: Book!\n  Agent calls book()\n  Agent asks: Which seat?\n  Answer with aisle, window; or say something else.\n' +
        '\nYou: Window\n  calls book()\n    → Booked: window.\nAgent: Done.\n',
    );
  });
});
