import { Agent, type Response, type RunEvent, type ToolEvent } from 'rxswarm';
import { ofType, type EventType } from 'rxswarm/operators';
import { from, map, of, type Observable } from 'rxjs';
import type { Equal } from '../support/equal.ts';
import { marbles } from '../support/marbles.ts';
import { all } from '../support/synchronous.ts';

const response: Response = { messages: [], agent: new Agent(), contextVariables: {} };
const byType: Readonly<Record<EventType, RunEvent>> = {
  delim: { delim: 'start' },
  delta: { content: 'Hi' },
  tool: { tool: { id: '1', name: 'f', status: 'start', arguments: '{}' } },
  handoff: { handoff: { from: 'A', to: 'B' } },
  contextVariables: { contextVariables: { delim: 1 } },
  retry: { retry: { attempt: 1, type: 'network', message: 'reset' } },
  said: { said: { role: 'user', content: 'Wait' } },
  response: { response },
};
const types = Object.keys(byType) as readonly EventType[];

describe('ofType()', () => {
  it.each(types)('passes on the events of type %s and no others', (type) => {
    expect(all(from(Object.values(byType)).pipe(ofType(type)))).toEqual([byType[type]]);
  });

  it('passes on the events of several types in their order', () => {
    expect(all(from(Object.values(byType)).pipe(ofType('retry', 'delim')))).toEqual([byType.delim, byType.retry]);
  });

  it('takes an event of wires with a key of its own for no delta', () => {
    const state = { state: 'sealed' } as unknown as RunEvent;
    expect(all(of(state).pipe(ofType('delta')))).toEqual([]);
  });

  it(
    'keeps time, errors and unsubscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<RunEvent>('-s-a-#', { s: byType.delim, a: byType.delta });
      expectObservable(source.pipe(ofType('delta'))).toBe('---a-#', { a: byType.delta });
      expectSubscriptions(source.subscriptions).toBe('    ^----!');
    }),
  );

  it('narrows the type, also for agents known by name only', () => {
    const names$ = of(byType.tool).pipe(
      ofType('tool'),
      map((event) => {
        expect(true satisfies Equal<typeof event, ToolEvent>).toBe(true);
        return event.tool.name;
      }),
    );
    const remote$: Observable<RunEvent<{ readonly name: string }>> = of({ delim: 'start' });
    const responses$: Observable<{ readonly response: Response<{ readonly name: string }> }> = remote$.pipe(
      ofType('response'),
    );
    // @ts-expect-error there is no such type
    const wrong$ = of(byType.tool).pipe(ofType('tools'));
    expect([all(names$), all(responses$), all(wrong$)]).toEqual([['f'], [], []]);
  });
});
