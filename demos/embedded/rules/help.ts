import { call, say } from '../decision.ts';
import { after, asked, offers, otherwise, said, when, type Persona, type Rule } from '../rule.ts';
import type { Done } from '../situation.ts';
import { addressIn, GREETING, NO, PERSON, THANKS, YES } from '../words.ts';

const SHALL_I_FILE = /Shall I file a ticket about "([^"]+)"\?/;
const WHAT_ABOUT = /What is the ticket about\?/;
const WHICH_ADDRESS = /To which address/;
const TICKET =
  /\b(?:(?:open|file|create|submit|make|raise|log|write)\b.*\bticket|ticket\b.*:|report (?:a|this) (?:bug|problem))/i;
const MAIL = /\b(?:e-?mail|mail|send|forward)\b.*\b(?:it|that|this|answer|article|me)\b/i;
const URGENT = /\b(?:urgent\w*|lost|cannot work|immediately|asap)\b/i;
const ANSWER = /\[[a-z]{2,6}-\d{2}\]/;
const WORDS = /\p{L}{3,}/u;

interface Passage {
  readonly article: string;
  readonly title: string;
  readonly text: string;
}

const offer = (matter: string) => `Shall I file a ticket about "${shortened(matter)}"?`;

const shortened = (matter: string): string =>
  matter
    .replace(/["\s]+/g, ' ')
    .trim()
    .slice(0, 100);

/** Repeats the best passage with its article's id, and names the others. */
const answer = (found: Done | undefined, question: string) => {
  const result = found?.result ?? '';
  if (!result.startsWith('[')) return say(`I don't know: no article fits. ${offer(question)}`);
  const [best, ...others] = JSON.parse(result) as readonly Passage[];
  const more = others.map(({ article, title }) => `${title} [${article}]`).join(', ');
  return say(`${best?.text ?? ''} [${best?.article ?? ''}]${more === '' ? '' : `\nSee also: ${more}.`}`);
};

const file: Rule = ({ said: words, topic }) => {
  const matter = words
    .replace(/^.*?\bticket\b(?: about| for)?[\s:,.!-]*/is, '')
    .replace(/^please[\s,]*/i, '')
    .trim();
  return WORDS.test(matter) ? filed(matter, topic) : say('What is the ticket about?');
};

const filed = (matter: string, description = matter) =>
  call('fileTicket', {
    subject: shortened(matter),
    description: description.slice(0, 4000),
    priority: URGENT.test(description) ? 'high' : 'normal',
  });

const fileOffered: Rule = ({ asked: question }) => filed(SHALL_I_FILE.exec(question)?.[1] ?? '');

/** Sends the last answer that cites an article. */
const send: Rule = ({ said: words, spoken }) => {
  const body = spoken.findLast((text) => ANSWER.test(text));
  const recipient = addressIn(words);
  if (body === undefined) return say('I have nothing to send yet. Ask me something about Mossnote first.');
  if (recipient === undefined) return say('To which address shall I send it?');
  return call('sendEmail', {
    recipient: recipient.replace(/[.!?]+$/, ''),
    subject: 'Your question about Mossnote',
    body,
  });
};

const report = (done: readonly Done[]) =>
  say(`${(done.at(-1)?.result ?? '').replace(/[^.!?]$/, '$&.')} Anything else?`);

export const helpPersona: Persona = {
  speaks: offers('searchHelp', 'fileTicket'),
  rules: [
    after('fileTicket', report),
    after('sendEmail', report),
    after('searchHelp', (found, { said: words }) => answer(found.at(-1), words)),
    when(asked(SHALL_I_FILE, YES), fileOffered),
    when(asked(WHAT_ABOUT, WORDS), ({ said: words }) => filed(words)),
    when(asked(WHICH_ADDRESS, /@/), send),
    when(said(TICKET), file),
    when(({ said: words }) => MAIL.test(words) && addressIn(words) !== undefined, send),
    when(
      said(/^\W*(?:please |can you |could you )*(?:e-?mail|mail|send|forward) (?:me )?(?:it|that|this|the answer)\b/i),
      send,
    ),
    when(said(PERSON), ({ said: words }) => say(`A person answers tickets within a working day. ${offer(words)}`)),
    when(asked(SHALL_I_FILE, NO), () => say('All right, no ticket. What else would you like to know?')),
    when(said(THANKS), () => say('You are welcome. Have a good day!')),
    when(said(/^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening|day))(?: there| all)?\W*$/i), () =>
      say('Hello! Ask me anything about Mossnote, the app for notes.'),
    ),
    when(said(GREETING, WORDS), ({ said: words }) => call('searchHelp', { question: words.slice(0, 1000) })),
    when(said(WORDS), ({ said: words }) => call('searchHelp', { question: words.slice(0, 1000) })),
    otherwise(
      'questions about Mossnote ("How do I reset my password?"), "mail that to ada@example.com", "open a ticket: …".',
    ),
  ],
};
