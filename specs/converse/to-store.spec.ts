import { Subject } from 'rxjs';
import { emptyConversation, toStore, type Conversation } from 'rxswarm/converse';
import { conversing } from '../support/conversing.ts';
import { rethrow } from '../support/rethrow.ts';
import { storyOf } from '../support/story.ts';
import { until } from '../support/until.ts';

const ANSWERED = 'idle: user Hi, Ada Hello.';

describe('toStore', () => {
  it('has a snapshot before it is subscribed to, calls subscribers on changes, and keeps the snapshot until the next', () => {
    const { inputs$, conversation$ } = conversing();
    const store = toStore(conversation$, emptyConversation as Conversation<unknown>);
    expect(store.getSnapshot()).toBe(emptyConversation);
    let changes = 0;
    const unsubscribe = store.subscribe(() => changes++);
    inputs$.next('Hi');
    expect(changes).toBeGreaterThan(2);
    expect(storyOf(store.getSnapshot())).toBe(ANSWERED);
    expect(store.getSnapshot()).toBe(store.getSnapshot());
    unsubscribe();
  });

  it('goes on with the conversation when a view unsubscribes and subscribes again at once, as in StrictMode', async () => {
    const { inputs$, conversation$ } = conversing();
    const { subscribe, getSnapshot } = toStore(conversation$, emptyConversation as Conversation<unknown>);
    const first = subscribe(() => undefined);
    inputs$.next('Hi');
    first();
    const second = subscribe(() => undefined);
    inputs$.next('Hi');
    expect(storyOf(getSnapshot())).toBe(`${ANSWERED}, user Hi, Ada Again.`);
    second();
    await until(() => !inputs$.observed);
  });

  it('throws the error of the stream where the snapshot is read', () => {
    const failing$ = new Subject<number>();
    const { subscribe, getSnapshot } = toStore(failing$, 0);
    subscribe(() => undefined);
    failing$.error(new Error('broken'));
    expect(getSnapshot).toThrow('broken');
  });
});

it("a view that holds the latest value, as Angular's async pipe does, shows the answer and unsubscribes", () => {
  const { inputs$, conversation$ } = conversing();
  const latest = { value: emptyConversation as Conversation<unknown> };
  const subscription = conversation$.subscribe({ next: (value) => (latest.value = value), error: rethrow });
  inputs$.next('Hi');
  expect(storyOf(latest.value)).toBe(ANSWERED);
  subscription.unsubscribe();
  expect(inputs$.observed).toBe(false);
});
