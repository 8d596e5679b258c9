import fc from 'fast-check';
import type { Message } from 'rxswarm';
import type { ReceivedRequest } from 'rxswarm/testing';
import { toResponses } from '../../../lib/models/responses/to-responses.ts';
import { call as toCall } from '../../support/chunks.ts';
import { answering } from './events.ts';
import { strictServer } from './strict-server.ts';

const ORIGIN = { wire: 'responses', model: 'gpt-5', host: 'h' };

/* Answers as the wire keeps them: thoughts before words and calls, from this server and from another one. */
const id = fc.constantFrom('a', 'b', 'c', 'd'.repeat(70));
const block = fc.record({ thinks: fc.boolean(), calls: fc.boolean(), id });
const origin = fc.constantFrom(ORIGIN, { ...ORIGIN, model: 'gpt-6' }, undefined);

type Block = Readonly<Record<'thinks' | 'calls', boolean>> & { readonly id: string };

const itemsOf = ({ thinks, calls }: Block, place: number): readonly object[] => {
  const name = `rs_${String(place)}`;
  const thought = { type: 'reasoning', id: name, summary: [], encrypted_content: `sealed ${name}` };
  return [...(thinks ? [thought] : []), calls ? { type: 'function_call' } : { type: 'message', length: 2 }];
};

const answer = fc.tuple(fc.array(block, { minLength: 1, maxLength: 4 }), origin).map(([blocks, from]): Message => {
  const calls = blocks.filter((each) => each.calls).map((each) => toCall('f', {}, each.id));
  const text = blocks.flatMap((each) => (each.calls ? [] : ['Hm'])).join('\n\n');
  const message = { role: 'assistant', content: text, output_items: blocks.flatMap(itemsOf), origin: from } as object;
  return { ...message, ...(calls.length > 0 && { tool_calls: calls }) } as Message;
});

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ role: fc.constant('user' as const), content: fc.constantFrom('Hi', '') }),
  fc.record({ role: fc.constant('tool' as const), tool_call_id: id, content: fc.constant('1') }),
  answer,
);

const isTaken = (body: object): boolean =>
  strictServer(() => answering())({ body } as ReceivedRequest).status === undefined;

describe('a request with any history', () => {
  it('is taken by a strict server', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 10 }), (messages) =>
        isTaken(toResponses({ model: 'gpt-5', messages, stream: true }, ORIGIN)),
      ),
      { numRuns: 300 },
    );
  });

  it('has the reasoning of own answers alone', () => {
    fc.assert(
      fc.property(answer, (each) => {
        const { origin: from } = each as { readonly origin?: object };
        const body = toResponses({ model: 'gpt-5', messages: [each], stream: true }, ORIGIN);
        return from === ORIGIN || !JSON.stringify(body).includes('sealed');
      }),
    );
  });
});
