import type { Delta, Response, RunEvent, ToolMessage, Usage } from 'rxswarm';
import { messages, response, text } from 'rxswarm/operators';
import { of, type Observable } from 'rxjs';
import type { Equal } from '../support/equal.ts';
import { all } from '../support/synchronous.ts';

/** What each event is told apart by. */
const read = (event: RunEvent): string => {
  if ('response' in event) {
    expect(true satisfies Equal<typeof event.response, Response>).toBe(true);
    return event.response.agent.name;
  }
  if ('delim' in event) {
    expect(true satisfies Equal<typeof event.delim, 'start' | 'end'>).toBe(true);
    return event.delim;
  }
  if ('tool' in event) {
    if (event.tool.status === 'end') expect(true satisfies Equal<typeof event.tool.message, ToolMessage>).toBe(true);
    // @ts-expect-error only its start has arguments
    return event.tool.status === 'progress' ? String(event.tool.arguments) : event.tool.name;
  }
  if ('handoff' in event) return `${event.handoff.from} to ${event.handoff.to}`;
  if ('contextVariables' in event) return Object.keys(event.contextVariables).join();
  if ('retry' in event) return event.retry.message;
  if ('said' in event) return event.said.role;
  expect(true satisfies Equal<typeof event, Delta>).toBe(true);
  return event.content ?? '';
};

describe('events', () => {
  it('are told apart by one key', () => {
    expect([{ delim: 'start' } as const, { content: 'Hi' }, { handoff: { from: 'A', to: 'B' } }].map(read)).toEqual([
      ...['start', 'Hi', 'A to B'],
    ]);
  });

  it('are read only, all the way down', () => {
    const frozen = (event: RunEvent): void => {
      // @ts-expect-error it is read only
      if ('delim' in event) event.delim = 'end';
      // @ts-expect-error it is read only
      if ('handoff' in event) event.handoff.to = 'C';
      // @ts-expect-error it is read only
      if ('tool' in event && event.tool.status === 'end') event.tool.message.content = '';
      // @ts-expect-error it is read only
      if ('content' in event) event.content = '';
      if ('response' in event) {
        // @ts-expect-error it is read only
        event.response.messages.length = 0;
        // @ts-expect-error it is read only
        event.response.contextVariables.a = 1;
        // @ts-expect-error it is read only
        event.response.agent.name = 'C';
      }
    };
    expect(() => frozen(Object.freeze({ content: 'Hi' }))).toThrow(TypeError);
  });

  it('on the far side of a wire have agents by name', () => {
    interface Named {
      readonly name: string;
    }
    const wired = of<RunEvent<Named>>({ response: { messages: [], agent: { name: 'B' }, contextVariables: {} } });
    const responses: Observable<Response<Named>> = wired.pipe(response());
    const tokens: Observable<string> = wired.pipe(text());
    expect(all(wired.pipe(messages()))).toHaveLength(2);
    expect(all(tokens)).toEqual([]);
    const [last] = all(responses);
    // @ts-expect-error a name has no functions
    expect(last?.agent.functions).toBeUndefined();
    expect(last?.agent.name).toBe('B');
  });

  it('of a run with agents are events with names', () => {
    const widen = (event: RunEvent): RunEvent<{ readonly name: string }> => event;
    expect(widen({ delim: 'start' })).toEqual({ delim: 'start' });
  });

  it('count usage in the words of the wire', () => {
    expect(true satisfies Equal<Response['usage'], Usage | undefined>).toBe(true);
    // @ts-expect-error not the wire's word
    const usage: Usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2, totalTokens: 2 };
    expect(usage.total_tokens).toBe(2);
  });
});
