/*
 * A worker with a refund to execute: `refunding-worker.ts <run> [hangs]`. It sends its parent the result of the call.
 * With `hangs` it sends the result of the function as soon as the refund is written, and never answers the call.
 */
import { Swarm, type Message } from 'rxswarm';
import { response } from 'rxswarm/operators';
import { ada } from '../../../demos/shopper/shopper.ts';
import { says } from '../../support/chunks.ts';
import { scripted } from '../../support/scripted-model.ts';
import { refundsAgent } from './refunds-agent.ts';

const [runId = '', hangs] = process.argv.slice(2);

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
        function: { name: 'refundOrder', arguments: '{"orderId":1003,"quantity":2,"reason":"broken"}' },
      },
    ],
  },
];

const agent = refundsAgent(hangs !== undefined);
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
