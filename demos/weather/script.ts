/** What someone might ask; `npm run demo` plays it. */
export const script: readonly string[] = [
  'How is the weather in Paris and Oslo tomorrow?',
  'Please send that by email',
  'ada@example.com',
];
