import { Swarm, type AssistantMessage, type Message } from 'rxswarm';
import { response } from 'rxswarm/operators';
import { lastValueFrom } from 'rxjs';
import { helper } from '../../../demos/support/agents.ts';
import { newCustomer } from '../../../demos/support/customer.ts';
import { helpCentre } from '../../../demos/support/help-centre.ts';
import { storeMail, storeTicket, type Mail, type Ticket } from '../../../demos/support/tickets.ts';
import { says } from '../../support/chunks.ts';
import { scripted } from '../../support/scripted-model.ts';

/** Fails for a run that ends without a response. */
const NOTHING = { defaultValue: undefined as never };

const calling = (name: string, input: object): AssistantMessage => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id: 'c1', type: 'function', function: { name, arguments: JSON.stringify(input) } }],
});

/** Executes a call as a worker does that finds it unanswered. Resolves with the call's result. */
const execute = async (name: string, input: object, runId = 'run-1'): Promise<string> => {
  const messages: readonly Message[] = [{ role: 'user', content: 'Please.' }, calling(name, input)];
  const swarm = new Swarm(scripted(says('Done.')));
  const run$ = swarm.run({ agent: helper, messages, contextVariables: newCustomer, runId });
  const { messages: added } = await lastValueFrom(run$.pipe(response()), NOTHING);
  const content = added.find(({ role }) => role === 'tool')?.content;
  return typeof content === 'string' ? content : '';
};

const count = (table: 'tickets' | 'outbox'): unknown =>
  helpCentre().all(`SELECT count(*) AS count FROM ${table}`)[0]?.['count'];

const TICKET: Ticket = { subject: 'Crash', description: 'It crashes when I paste a table.', priority: 'high' };
const MAIL: Mail = { recipient: 'ada@example.com', subject: 'Answer', body: 'Choose Settings. [out-02]' };

const ADDRESS = `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}`;

describe('fileTicket() and sendEmail()', () => {
  it.each([
    ['fileTicket', 'tickets', TICKET],
    ['sendEmail', 'outbox', MAIL],
  ] as const)('%s: a call that is executed again has one effect and the same answer', async (name, table, input) => {
    const first = await execute(name, input);

    expect(await execute(name, input)).toBe(first);
    expect(count(table)).toBe(1);
    expect(await execute(name, input, 'run-2')).not.toBe(first);
    expect(count(table)).toBe(2);
  });

  it.each<[string, string, object]>([
    ['a subject of two letters', 'fileTicket', { ...TICKET, subject: 'No' }],
    ['a subject of 121 letters', 'fileTicket', { ...TICKET, subject: 'x'.repeat(121) }],
    ['a subject with a line break', 'fileTicket', { ...TICKET, subject: 'Crash\nand more' }],
    ['a description of 4001 letters', 'fileTicket', { ...TICKET, description: 'x'.repeat(4001) }],
    ['a priority that does not exist', 'fileTicket', { ...TICKET, priority: 'now' }],
    ['two recipients', 'sendEmail', { ...MAIL, recipient: 'a@example.com,b@example.com' }],
    ['a recipient with a header', 'sendEmail', { ...MAIL, recipient: 'a@example.com\nBcc: b@example.com' }],
    ['an address of 256 letters', 'sendEmail', { ...MAIL, recipient: ADDRESS }],
    ['no address', 'sendEmail', { ...MAIL, recipient: 'ada' }],
    ['a subject with a line break', 'sendEmail', { ...MAIL, subject: 'Hi\r\nBcc: b@example.com' }],
    ['a body of 8001 letters', 'sendEmail', { ...MAIL, body: 'x'.repeat(8001) }],
    ['a question of 1001 letters', 'searchHelp', { question: 'x'.repeat(1001) }],
  ])('refuse %s, and store nothing', async (_, name, input) => {
    const before = [count('tickets'), count('outbox')];
    const answer = await execute(name, input, 'bad');

    expect(answer).toMatch(/must|expected|match/i);
    expect([count('tickets'), count('outbox')]).toEqual(before);
  });

  it('sendEmail sends no mail that cites an article which does not exist', async () => {
    const before = count('outbox');
    const answer = await execute('sendEmail', { ...MAIL, body: 'See [out-02] and [gone-77].' }, 'cited');

    expect(answer).toBe('Nothing was sent: no article has the id [gone-77]. Cite passages of searchHelp only.');
    expect(count('outbox')).toBe(before);
  });
});

describe('the tables', () => {
  it.each<[string, Partial<Mail>]>([
    ['a line break in the subject', { subject: 'Hi\nBcc: b@example.com' }],
    ['a carriage return in the subject', { subject: 'Hi\rBcc: b@example.com' }],
    ['a line break in the address', { recipient: 'a@example.com\nBcc: b@example.com' }],
    ['two addresses', { recipient: 'a@example.com,b@example.com' }],
    ['an address of five letters', { recipient: 'a@b.c' }],
    ['a body of 8001 letters', { body: 'x'.repeat(8001) }],
  ])('refuse a mail with %s, whatever a function lets through', (_, wrong) => {
    expect(() => storeMail(helpCentre(), 'key-of-a-mail', { ...MAIL, ...wrong })).toThrow(/CHECK/);
  });

  it.each<[string, Partial<Ticket>]>([
    ['a line break in the subject', { subject: 'Hi\nthere' }],
    ['a subject of two letters', { subject: 'No' }],
    ['a description of two letters', { description: 'No' }],
    ['a description of 4001 letters', { description: 'x'.repeat(4001) }],
    ['a priority that does not exist', { priority: 'now' as 'high' }],
  ])('refuse a ticket with %s, whatever a function lets through', (_, wrong) => {
    expect(() => storeTicket(helpCentre(), 'key-of-a-ticket', { ...TICKET, ...wrong })).toThrow(/CHECK/);
  });
});
