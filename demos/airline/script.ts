/** What a customer might say; `npm run demo` plays it. */
export const script: readonly string[] = [
  'I cannot fly on Thursday, can I move my flight?',
  'To Friday please',
  'RX355',
  'Yes',
  'Also, my suitcase did not arrive',
  'The receipt says RX448812',
  'No, that is all, thanks',
];
