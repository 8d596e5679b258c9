import { Agent, Swarm } from 'rxswarm';
import type { ChatCompletionRequest } from 'rxswarm/models';
import { scriptedModel } from 'rxswarm/testing';
import { ship, Wish } from '../support/orders/functions.schemas.ts';
import { responseOf } from '../support/synchronous.ts';

const agent = new Agent({ name: 'Shipping', functions: [ship] });
const messages = [{ role: 'user', content: 'Ship order 7 to Lisbon' }] as const;

const lastText = ({ messages: all }: ChatCompletionRequest): string => all.at(-1)?.content as string;

/** Repairs arguments with the words of the refusal alone: `path: expected one of "a", "b", got …`. */
const repair = (input: Record<string, unknown>, refusal: string): Record<string, unknown> => {
  const repaired = structuredClone(input);
  for (const [, path = '', choice = ''] of refusal.matchAll(/(\S+): expected one of "([^"]+)"/g))
    repaired[path] = choice;
  for (const [, path = ''] of refusal.matchAll(/order\.(\S+): expected number, got string/g)) {
    const order = repaired['order'] as Record<string, unknown>;
    order[path] = Number(order[path]);
  }
  if (/order\.to\.country: expected text that matches \^\[A-Z\]\{2\}\$/.test(refusal)) {
    (repaired['order'] as { to: { country: string } }).to.country = 'PT';
  }
  return repaired;
};

describe('a function, introspected, called by a model', () => {
  it('answers wrong arguments with a message that lets the second call succeed', () => {
    const bad = { order: { id: '7', to: { country: 'Portugal', city: 'Lisbon' } }, speed: 'quick' };
    const model = scriptedModel([
      { calls: [{ name: 'ship', arguments: bad }] },
      (request) => ({ calls: [{ name: 'ship', arguments: repair(bad, lastText(request)) }] }),
      lastText,
    ]);
    const response = responseOf(new Swarm(model).run({ agent, messages }));
    const told = response.messages.flatMap(({ role, content }) => (role === 'tool' ? [content] : []));
    expect(told).toEqual([
      'Error: order.id: expected number, got string "7"\n' +
        'order.to.country: expected text that matches ^[A-Z]{2}$, got string "Portugal"\n' +
        'speed: expected one of "slow", "fast", got string "quick"',
      'Order 7 leaves slow for Lisbon (PT) in 2026.',
    ]);
  });

  it('receives a Date for a date, and the default for null in strict mode', () => {
    const order = { id: 7, to: { country: 'PT', city: 'Lisbon' } };
    const model = scriptedModel([
      {
        calls: [
          { name: 'ship', id: 'a', arguments: { order, speed: 'fast', at: '2030-05-01T00:00:00Z' } },
          { name: 'ship', id: 'b', arguments: { order, speed: 'fast', at: null } },
        ],
      },
      'done',
    ]);
    const { messages: all } = responseOf(new Swarm(model).run({ agent, messages }));
    expect(all.slice(1, 3).map(({ content }) => content)).toEqual([
      'Order 7 leaves fast for Lisbon (PT) in 2030.',
      'Order 7 leaves fast for Lisbon (PT) in 2026.',
    ]);
    expect(model.requests[0]?.tools?.[0]?.function).toMatchObject({ name: 'ship', strict: true });
  });
});

describe('a type, introspected, answered by a model', () => {
  it('answers a wrong value with the reason, and puts the typed value on the response', () => {
    const clerk = new Agent({ name: 'Clerk', output: Wish });
    const wish = { id: 7, to: { country: 'PT', city: 'Lisbon' }, speed: 'fast' };
    const model = scriptedModel([
      JSON.stringify({ ...wish, id: '7', to: { country: 'Portugal', city: 'Lisbon' } }),
      (request) => {
        expect(lastText(request)).toContain(
          'id: expected number, got string "7"\nto.country: expected text that matches ^[A-Z]{2}$, got string "Portugal"',
        );
        return JSON.stringify(wish);
      },
    ]);
    const { output } = responseOf(new Swarm(model).run({ agent: clerk, messages }));
    const speed: 'slow' | 'fast' | undefined = output?.speed;
    const city: string | undefined = output?.to?.city;
    // @ts-expect-error -- it is a number
    const id: string | undefined = output?.id;
    expect([speed, city, id, output]).toEqual(['fast', 'Lisbon', 7, wish]);
    expect(model.requests[0]?.['response_format']).toMatchObject({
      json_schema: { name: 'Wish', description: 'What a letter asks for.', strict: true },
    });
  });
});
