/** What a customer might say; `npm run demo` plays it. */
export const script: readonly string[] = [
  'Hi there!',
  'I want my money back for item_99, it was too expensive',
  'Yes, I will take the discount',
  'Then I would like to buy two lanterns',
  'Yes, please',
  'And item 7 is broken, I want to return it',
  'Yes',
];
