/** Suggestions for the first message to each demo, in the page and in the terminal. */
export const IDEAS = {
  airline: ['I want to cancel my flight', 'Can I fly on Friday instead?', 'My suitcase did not arrive'],
  weather: [
    'How is the weather in Paris and Oslo tomorrow?',
    'Will it rain in Rome on Friday?',
    'Do I need a coat here?',
  ],
  triage: ['I would like to buy two lanterns', 'Item_99 is broken, I want my money back'],
  shopper: ['What did I order?', 'Two mugs of order 1003 are broken', 'I need a frying pan'],
  support: ['I forgot my password', 'Can I get my money back?', 'Open a ticket: the app crashes'],
} as const;
