import { Agent, Swarm } from 'rxswarm';
import { http, type ChatModel } from 'rxswarm/models';
import type { Conversation, LocalState } from 'rxswarm/converse';
import { concat, filter, from, lastValueFrom, NEVER, of, Subject, take, tap, throwError } from 'rxjs';
import type { Demo } from '../../demos/demo.ts';
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
