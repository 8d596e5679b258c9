import { Agent, type AnyFunction, Result, type RunOptions, Swarm, SwarmError } from 'rxswarm';
import { ask, outputSchema, withSchema } from 'rxswarm/schema';
import { response } from 'rxswarm/operators';
import { call, calls, says } from '../support/chunks.ts';
import { kind } from '../support/kind.ts';
import { all, answers, failureOf } from '../support/synchronous.ts';
import { scripted } from '../support/scripted-model.ts';

const hello = { role: 'user', content: 'Hello' } as const;
const other = new Agent({ name: 'B' });
const gives = (name: string, value: unknown) => withSchema(() => value, { name });

const looked: string[] = [];
const look = withSchema(() => looked.push('look') && 'looked', { name: 'look' });
const done = gives('done', new Result({ value: 'All done.', final: true }));
const late = gives('late', new Result({ value: 'Later.', final: true }));
const leave = gives('leave', other);
const who = withSchema(() => ask({ type: 'string' }, 'Who?'), { name: 'who', order: ['$call'] });

/** Runs a turn that makes these calls, then one that says "Hi". */
const turn = (names: readonly string[], options: Partial<RunOptions> = {}, more: readonly AnyFunction[] = []) => {
  const model = scripted(calls(...names.map((name) => call(name))), says('Hi'));
  const agent = new Agent({ name: 'A', functions: [look, done, late, leave, who, ...more] });
  const events = all(new Swarm(model).run({ agent, messages: [hello], ...options }));
  const last = events.at(-1);
  if (!last || !('response' in last)) throw new Error('The run did not respond.');
  return { events: events.map(kind), requests: model.requests, ...last.response };
};

beforeEach(() => {
  looked.length = 0;
});

describe('a final result', () => {
  it('is the answer: streamed as a turn and signed by its agent, and no further completion is asked for', () => {
    const { events, requests, messages, finishReason } = turn(['done']);
    expect(events.slice(-4)).toEqual(['start', 'All done.', 'end', 'response']);
    expect(messages.at(-1)).toEqual({ role: 'assistant', content: 'All done.', sender: 'A' });
    expect(answers(messages)).toEqual(['All done.']);
    expect([finishReason, requests.length]).toEqual(['final', 1]);
  });

  it('lets its siblings end first, and the last one in call order counts', () => {
    const { messages } = turn(['late', 'done', 'look']);
    expect(looked).toEqual(['look']);
    expect(answers(messages)).toEqual(['Later.', 'All done.', 'looked']);
    expect(messages.at(-1)).toMatchObject({ content: 'All done.' });
  });

  it('leaves the run with the agent that a sibling hands off to, and its answer with its own', () => {
    const { agent, messages } = turn(['leave', 'done']);
    expect(agent).toBe(other);
    expect(messages.at(-1)).toMatchObject({ content: 'All done.', sender: 'A' });
  });

  it('is an ordinary result while a sibling waits', () => {
    const { messages, finishReason } = turn(['done', 'who']);
    expect(finishReason).toBe('tool_calls');
    expect(messages.at(-1)).toMatchObject({ waiting: { reason: 'question' } });
    expect(answers(messages)[0]).toBe('All done.');
  });

  const output = outputSchema<{ readonly n: number }>({
    ...{ type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
  });

  it('is checked like an answer: a value that fits is the output', () => {
    const five = gives('five', new Result({ value: { n: 5 }, final: true }));
    expect(turn(['five'], { output }, [five]).output).toEqual({ n: 5 });
  });

  it('is told to the model where it does not fit, and the run goes on', () => {
    const model = scripted(calls(call('done')), says('{"n":7}'));
    const agent = new Agent({ functions: [done] });
    const events = all(new Swarm(model).run({ agent, messages: [hello], output }));
    expect(events.map(kind)).toContain('retry');
    expect(events.at(-1)).toMatchObject({ response: { output: { n: 7 }, finishReason: 'stop' } });
    expect(model.requests[1]?.messages.at(-1)).toMatchObject({ role: 'user' });
  });
});

describe('a fatal error', () => {
  const stop = withSchema(
    () => {
      throw new SwarmError('fatal', 'The till is broken.');
    },
    { name: 'stop' },
  );
  const agent = new Agent({ functions: [look, stop] });

  it('ends the run whose function threw it, and keeps the calls that had ended', () => {
    const model = scripted(calls(call('look'), call('stop')), says('Hi'));
    const error = failureOf(new Swarm(model).run({ agent, messages: [hello] }));
    expect([error.type, error.message]).toEqual(['fatal', 'The till is broken.']);
    expect(answers(error.response?.messages ?? [])).toEqual(['looked']);
    expect(model.requests).toHaveLength(1);
  });

  it('of a run inside a function is told to the model of the outer run', () => {
    const inner = new Swarm(scripted(calls(call('stop'))));
    const asks = withSchema(() => inner.run({ agent, messages: [hello] }).pipe(response()), { name: 'asks' });
    const model = scripted(calls(call('asks')), says('Hi'));
    const events = all(new Swarm(model).run({ agent: new Agent({ functions: [asks] }), messages: [hello] }));
    expect(answers(model.requests[1]?.messages ?? [])).toEqual(['Error: The till is broken.']);
    expect(events.map(kind).at(-1)).toBe('response');
  });

  it('is told to the model if it has any other type', () => {
    const odd = withSchema(
      () => {
        throw new SwarmError('timeout', 'It took long.');
      },
      { name: 'odd' },
    );
    expect(answers(turn(['odd'], {}, [odd]).messages)).toEqual(['Error: It took long.']);
  });
});
