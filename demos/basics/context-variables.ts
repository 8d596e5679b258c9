import { Agent, type Swarm } from 'rxswarm';
import { text } from 'rxswarm/operators';
import { withSchema } from 'rxswarm/schema';

interface Reader {
  readonly name: string;
  readonly loans: readonly string[];
}

function listLoans(contextVariables: Reader): string {
  return contextVariables.loans.join(', ');
}

withSchema(listLoans, { description: 'Lists the books that the reader has borrowed.', order: ['contextVariables'] });

const agent = new Agent<Reader>({
  name: 'Librarian',
  instructions: ({ name }) => `You work in a library. Greet ${name} by name.`,
  functions: [listLoans],
});

/** Instructions and functions read the context variables. The model sees only the text they produce. */
export const contextVariables = (swarm: Pick<Swarm, 'run'>) =>
  swarm
    .run({
      agent,
      messages: [{ role: 'user', content: 'Which books do I have?' }],
      contextVariables: { name: 'Ada', loans: ['Flatland', 'Emma'] },
    })
    .pipe(text());
