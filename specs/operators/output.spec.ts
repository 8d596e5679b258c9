import { Agent, Swarm } from 'rxswarm';
import { output } from 'rxswarm/operators';
import { outputSchema } from 'rxswarm/schema';
import { from, mergeMap, type Observable } from 'rxjs';
import Type from 'typebox';
import { says } from '../support/chunks.ts';
import { numberOutput } from '../support/output.ts';
import { scripted } from '../support/scripted-model.ts';
import { all, failureOf } from '../support/synchronous.ts';

const messages = [{ role: 'user', content: 'Ada is 36.' }] as const;
const person = outputSchema(Type.Object({ name: Type.String(), age: Type.Optional(Type.Number()) }), {
  name: 'person',
});

describe('output()', () => {
  it('gives the value', () => {
    const swarm = new Swarm(scripted(says('{"name":"Ada","age":null}')));
    expect(all(swarm.run({ agent: new Agent({ output: person }), messages }).pipe(output()))).toEqual([
      { name: 'Ada' },
    ]);
  });

  it('errors with the response when the run gave no output', () => {
    const swarm = new Swarm(scripted(says('Hi')));
    const error = failureOf(swarm.run({ agent: new Agent(), messages }).pipe(output()));
    expect([error.type, error.response?.messages.length]).toEqual(['output', 1]);
    expect(error.message).toBe('The run ended without an output (agent "Agent", finish reason stop).');
  });
});

describe('swarm.extract', () => {
  it('reads a text, and composes', () => {
    const model = scripted(says('{"name":"Ada","age":36}'), says('{"name":"Bob","age":null}'));
    const swarm = new Swarm(model);
    const people$ = from(['Ada is 36.', 'Bob.']).pipe(mergeMap((text) => swarm.extract(person, text), 1));
    expect(all(people$)).toEqual([{ name: 'Ada', age: 36 }, { name: 'Bob' }]);
    expect(model.requests.map((request) => request.messages.at(-1)?.content)).toEqual(['Ada is 36.', 'Bob.']);
  });

  it('takes another agent and the options of a run', () => {
    const model = scripted(says('{"n":3}'));
    const agent = new Agent({ instructions: 'Count.', model: 'small' });
    expect(all(new Swarm(model).extract(numberOutput(), 'abc', { agent, modelOverride: 'large' }))).toEqual([{ n: 3 }]);
    expect(model.requests[0]).toMatchObject({ model: 'large', messages: [{ content: 'Count.' }, { content: 'abc' }] });
  });
});

describe('types', () => {
  const swarm = new Swarm(scripted());
  type Person = { name: string; age?: number };
  const isPerson = <T>(stream: Observable<T>): Observable<T> => stream;

  it('give the value the type of the schema on the run, or else on the agent', () => {
    const agent = new Agent({ output: person });
    const fromAgent: Observable<Person> = swarm.run({ agent, messages }).pipe(output());
    const fromRun: Observable<Person> = swarm.run({ agent: new Agent(), messages, output: person }).pipe(output());
    const before: Observable<{ n: number }> = swarm.run({ agent, messages, output: numberOutput() }).pipe(output());
    const extracted: Observable<Person> = swarm.extract(person, 'Ada');
    // @ts-expect-error a person has no such number
    const wrong: Observable<{ n: number }> = swarm.run({ agent, messages }).pipe(output());
    const none = isPerson(swarm.run({ agent: new Agent(), messages }).pipe(output()));
    // @ts-expect-error without an output nothing is known of it
    const unknown: Observable<Person> = none;
    expect([fromAgent, fromRun, before, extracted, wrong, unknown]).toHaveLength(6);
  });

  it('keep the context variables apart', () => {
    const agent = new Agent<{ user: string }, Person>({ output: person, instructions: ({ user }) => user });
    const run$ = swarm.run({ agent, messages, contextVariables: { user: 'Ada' } });
    // @ts-expect-error a user is text
    const wrong$ = swarm.run({ agent, messages, contextVariables: { user: 3 } });
    const people$: Observable<Person> = run$.pipe(output());
    expect([people$, wrong$]).toHaveLength(2);
  });

  it('come from plain JSON Schema too, or are named', () => {
    const plain = outputSchema({ type: 'object', properties: { n: { type: 'number' } }, required: ['n'] });
    const inferred: Observable<{ n: number }> = swarm.extract(plain, '');
    const named: Observable<Person> = swarm.extract(outputSchema<Person>({ type: 'object' }), '');
    // @ts-expect-error not what was named
    const wrong: Observable<{ n: number }> = swarm.extract(outputSchema<Person>({ type: 'object' }), '');
    expect([inferred, named, wrong]).toHaveLength(3);
  });
});
