import { Agent, Swarm } from 'rxswarm';
import type { ChatCompletionRequest } from 'rxswarm/models';
import { converse, type ConversationInput } from 'rxswarm/converse';
import { concat, NEVER, of, Subject } from 'rxjs';
import { call, calls, chunk } from '../support/chunks.ts';
import { storyOf } from '../support/story.ts';

const ada = new Agent({ name: 'Ada' });
const half$ = concat(of(chunk({ role: 'assistant', content: 'One, two' })), NEVER);

/** Talks with a model that never ends its first answer. Returns the stories, and what the model was sent. */
const talk = (first$: typeof half$, inputs: readonly ConversationInput[], keepPartial = true) => {
  const sent: string[] = [];
  const model = ({ messages }: ChatCompletionRequest) => {
    sent.push(JSON.stringify(messages));
    return sent.length === 1 ? first$ : of(chunk({ role: 'assistant', content: ', three' }), chunk({}, 'stop'));
  };
  const inputs$ = new Subject<ConversationInput>();
  const stories: string[] = [];
  const conversation$ = converse(new Swarm(model), inputs$, { agent: ada, keepPartial });
  conversation$.subscribe({
    next: (each) => stories.push(storyOf(each)),
    error: (error: unknown) => stories.push(String(error)),
  });
  inputs.forEach((input) => {
    inputs$.next(input);
  });
  return { stories, sent };
};

describe('keepPartial', () => {
  it('keeps the text of a stopped answer, so that the next one goes on from it', () => {
    const { stories, sent } = talk(half$, ['Count.', { stop: true }, 'Go on.']);
    expect(stories).toContain('stopped: user Count., Ada One, two');
    expect(stories.at(-1)).toBe('idle: user Count., Ada One, two, user Go on., Ada , three');
    expect(sent[1]).toContain('"content":"One, two","sender":"Ada","isCut":true');
  });

  it('is off by default: the text is shown, and no agent reads it', () => {
    const { stories, sent } = talk(half$, ['Count.', { stop: true }, 'Go on.'], false);
    expect(stories).toContain('stopped: user Count., stopped Ada One, two [unsent Count.]');
    expect(sent[1]).not.toContain('One, two');
  });

  it('keeps no half call, and nothing of an answer without a text', () => {
    const call$ = concat(of(...calls(call('look')).slice(0, 1)), NEVER);
    expect(talk(call$, ['Look.', { stop: true }]).stories.at(-1)).toMatch(/^stopped: user Look\..*\[unsent Look\.\]$/);
  });
});
