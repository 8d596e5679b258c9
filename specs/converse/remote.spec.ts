import { Agent } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { converse, type Conversation, type ConversationInput } from 'rxswarm/converse';
import { concat, delay, finalize, NEVER, of, Subject, throwError, type Observable } from 'rxjs';
import { bind } from '../support/bind.ts';
import { call, calls, chunk, says } from '../support/chunks.ts';
import { scripted } from '../support/scripted-model.ts';
import { closeServed, served } from '../support/served.ts';
import { storyOf } from '../support/story.ts';
import { until } from '../support/until.ts';

afterEach(closeServed);

/** A page: what it does, and what it shows. */
const page = (converse: (inputs$: Observable<ConversationInput>) => Observable<Conversation>) => {
  const inputs$ = new Subject<ConversationInput>();
  let conversation: Conversation | undefined;
  const shown = (): Conversation => {
    if (conversation === undefined) throw new Error('Nothing is shown.');
    return conversation;
  };
  const subscription = converse(inputs$).subscribe({ next: (latest) => (conversation = latest), error: fail });
  return {
    shown,
    does: (input: ConversationInput) => inputs$.next(input),
    shows: async (story: string) => {
      await until(() => storyOf(shown()) === story, story).catch(() => undefined);
      expect(storyOf(shown())).toBe(story);
    },
    leave: () => subscription.unsubscribe(),
  };
};

const fail = (error: unknown): never => {
  throw error as Error;
};

const paying = () => {
  const pay = bind(() => 'Paid.', [], { name: 'pay', approval: true });
  return new Agent({ name: 'Ada', functions: [pay] });
};

describe('a conversation over a wire', () => {
  it('continues from answer to answer', async () => {
    const model = scripted(says('Hello.'), says('Fine.'));
    const { connection } = await served(model);
    const view = page((inputs$) => converse(connection, inputs$));
    expect(storyOf(view.shown())).toBe('idle:');
    view.does('Hi');
    await view.shows('idle: user Hi, Ada Hello.');
    view.does('How are you?');
    await view.shows('idle: user Hi, Ada Hello., user How are you?, Ada Fine.');
    expect(model.requests[1]?.messages).toHaveLength(3);
  });

  it('ends the run on the server when it is stopped, and sends the unanswered message again', async () => {
    let stopped = 0;
    const endless = concat(of(chunk({ role: 'assistant', content: 'Well' })), NEVER).pipe(finalize(() => stopped++));
    const model = scripted(endless, says('Yes.'));
    const { connection, underWay } = await served(model);
    const view = page((inputs$) => converse(connection, inputs$));
    view.does('Hi');
    await view.shows('answering: user Hi, partial Ada Well');
    view.does({ stop: true });
    expect(storyOf(view.shown())).toBe('stopped: user Hi, stopped Ada Well [unsent Hi]');
    await until(() => stopped === 1 && underWay() === 0, 'the end of the run');
    view.does('Still there?');
    await view.shows('idle: user Hi, stopped Ada Well, user Still there?, Ada Yes.');
    expect(model.requests[1]?.messages.map(({ content }) => content)).toEqual(['Hi', 'Still there?']);
  });

  it('ends the run when the page unsubscribes', async () => {
    let stopped = 0;
    const { connection } = await served(() => NEVER.pipe(finalize(() => stopped++)));
    const view = page((inputs$) => converse(connection, inputs$));
    view.does('Hi');
    await until(() => view.shown().status === 'answering');
    await new Promise((resolve) => setTimeout(resolve, 30));
    view.leave();
    await until(() => stopped === 1, 'the end of the run');
  });

  it('is stored as JSON while a call waits, and the call is approved after a reload', async () => {
    const { connection } = await served(scripted(calls(call('pay', {}, 'a')), says('Done.')), { start: paying() });
    const before = page((inputs$) => converse(connection, inputs$));
    before.does('Pay!');
    await before.shows('waiting: user Pay!, Ada calls [pay?]');
    const kept = JSON.stringify(before.shown());
    before.leave();
    const from = JSON.parse(kept) as Conversation;
    const after = page((inputs$) => converse(connection, inputs$, { from }));
    expect(after.shown()).toEqual(from);
    after.does({ decisions: { a: true } });
    await after.shows('idle: user Pay!, Ada calls, tool Paid., Ada Done.');
  });

  it('stored in the middle of an answer is `stopped`, and a retry answers', async () => {
    const answers = [concat(of(chunk({ role: 'assistant', content: 'We' })), NEVER), of(...says('Well.'))];
    const { connection } = await served(() => answers.shift() ?? NEVER);
    const before = page((inputs$) => converse(connection, inputs$));
    before.does('Hi');
    await before.shows('answering: user Hi, partial Ada We');
    const from = JSON.parse(JSON.stringify(before.shown())) as Conversation;
    before.leave();
    const after = page((inputs$) => converse(connection, inputs$, { from }));
    expect(storyOf(after.shown())).toBe('stopped: user Hi, stopped Ada We [unsent Hi]');
    after.does({ retry: true });
    await after.shows('idle: user Hi, stopped Ada We, Ada Well.');
  });

  it('stored after a decided call was executed continues after the call on a retry', async () => {
    const answers = [of(...calls(call('pay', {}, 'a'))), NEVER, of(...says('Done.'))];
    const { connection } = await served(() => answers.shift() ?? NEVER, { start: paying() });
    const before = page((inputs$) => converse(connection, inputs$));
    before.does('Pay!');
    await before.shows('waiting: user Pay!, Ada calls [pay?]');
    const undecided = before.shown().state;
    before.does({ decisions: { a: true } });
    await until(() => before.shown().state !== undecided, 'the state');
    const from = JSON.parse(JSON.stringify(before.shown())) as Conversation;
    before.leave();
    const after = page((inputs$) => converse(connection, inputs$, { from }));
    expect(after.shown().status).toBe('stopped');
    after.does({ retry: true });
    await after.shows('idle: user Pay!, Ada calls, tool Paid., Ada Done.');
  });

  it('fails for a decision that was consumed before, and goes on', async () => {
    const { connection } = await served(scripted(calls(call('pay', {}, 'a')), says('Done.'), says('Sure.')), {
      start: paying(),
      consume: () => false,
    });
    const view = page((inputs$) => converse(connection, inputs$));
    view.does('Pay!');
    await view.shows('waiting: user Pay!, Ada calls [pay?]');
    view.does({ decisions: { a: true } });
    await view.shows('failed: user Pay!, Ada calls [pay?]');
    expect(view.shown().error).toEqual({
      type: 'http',
      message: 'Conflict: the calls of this state were decided before.',
    });
    view.does('Never mind.');
    await view.shows('idle: user Pay!, Ada calls, user Never mind., Ada Done.');
  });

  it('keeps the whole turns of a run that fails, and a retry continues from there', async () => {
    const work = bind(() => 'Worked.', [], { name: 'work' });
    const turns = [of(...calls(call('work'))), throwError(() => new Error('down')), of(...says('Done.'))];
    const model: ChatModel = () => (turns.shift() ?? NEVER).pipe(delay(5));
    const { connection } = await served(model, { start: new Agent({ name: 'Ada', functions: [work] }) });
    const view = page((inputs$) => converse(connection, inputs$));
    view.does('Work!');
    await view.shows('failed: user Work!, Ada calls, tool Worked.');
    view.does({ retry: true });
    await view.shows('idle: user Work!, Ada calls, tool Worked., Ada Done.');
  });
});
