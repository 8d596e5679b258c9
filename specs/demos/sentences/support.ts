/** A free sentence of a customer, and the step that makes sense next. */
export interface Sentence {
  readonly said: string;
  /** The assistant's words before it. */
  readonly before?: string;
  /** Function to be called. */
  readonly calls?: string;
  /** Id of the article that the answer cites. */
  readonly cites?: string;
  /** Pattern of the answer. */
  readonly says?: RegExp;
}

const ANSWER = 'Choose Settings, Export, and the format PDF. [out-02]';

/** Written before the rules: questions, paraphrases, typing errors, wishes and nonsense. */
export const sentences: readonly Sentence[] = [
  { said: 'How do I reset my password?', cites: 'sign-01' },
  { said: 'i cant log in, it says my code is wrong', cites: 'sign-05' },
  { said: 'forgot pasword', cites: 'sign-01' },
  { said: 'Can I get my money back?', cites: 'bill-05' },
  { said: 'how much does teh family plan cost', cites: 'plan-04' },
  { said: 'My notes are not showing up on my phone', cites: 'sync-02' },
  { said: 'I deleted a notebook by mistake, can I undo that?', cites: 'org-08' },
  { said: 'is there a dark mode?', cites: 'desk-04' },
  { said: 'Do you guys read my notes?', cites: 'priv-01' },
  { said: 'export everything as pdf', cites: 'out-02' },
  { said: 'shrae a note with somebody who has no account', cites: 'share-02' },
  { said: "What's the biggest file I can attach?", cites: 'file-02' },
  { said: 'Please open a ticket: the app crashes when I paste a table', calls: 'fileTicket' },
  { said: 'I want to talk to a human', says: /ticket/i },
  { before: ANSWER, said: 'can you mail that to ada@example.com', calls: 'sendEmail' },
  { said: 'Which wine goes with fish?', says: /don't know/i },
  { said: 'asdf jklö qwertz', says: /don't know|did not understand/i },
  { said: '???', says: /did not understand/i },
  { said: 'hello there', says: /hello|welcome/i },
  { said: "thanks, that's all", says: /welcome|goodbye|good day/i },
];
