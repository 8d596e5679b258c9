/*
 * A worker with a refund to execute: `refunding-worker.ts <run> [hangs]`. It sends its parent the result of the call.
 * With `hangs` it sends the result of the function as soon as the refund is written, and never answers the call.
 */
import { Agent, Swarm, type AnyFunction, type Message } from 'rxswarm';
import { response } from 'rxswarm/operators';
import { boundSchema, withSchema, type ObjectSchema } from 'rxswarm/schema';
import { refunds } from '../../../demos/shopper/agents.ts';
import { ada, type Shopper } from '../../../demos/shopper/shopper.ts';
import { says } from '../../support/chunks.ts';
import { scripted } from '../../support/scripted-model.ts';

const [runId = '', hangs] = process.argv.slice(2);

const refundOrder = refunds.functions.find((fn) => boundSchema(fn)?.name === 'refundOrder');
if (refundOrder === undefined) throw new Error('The agent cannot refund.');

const hanging: AnyFunction = (...parameters) => {
  process.send?.(refundOrder(...parameters));
  // Blocks the only thread, as a process that dies in this place does.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  return '';
};

const name = 'refundOrder';
const { parameters, order = [] } = boundSchema(refundOrder) ?? {};
withSchema(hanging, { name, parameters: parameters as ObjectSchema, order });

/** The conversation as the first worker was given it, and as it is stored until a worker answers. */
const messages: readonly Message[] = [
  { role: 'user', content: 'Two mugs of order 1003 are broken' },
  {
    role: 'assistant',
    content: null,
    tool_calls: [
      {
        id: 'call_1',
        type: 'function',
        function: { name, arguments: '{"orderId":1003,"quantity":2,"reason":"broken"}' },
      },
    ],
  },
];

const agent = new Agent<Shopper>({ functions: [hangs === undefined ? refundOrder : hanging] });
new Swarm(scripted(says('Done.')))
  .run({ agent, messages, runId, contextVariables: ada })
  .pipe(response())
  .subscribe({
    next: (ended) => process.send?.(ended.messages.find(({ role }) => role === 'tool')?.content),
    complete: () => process.disconnect(),
    error: (error: unknown) => {
      throw error;
    },
  });
