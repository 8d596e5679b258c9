/** Builds the response of a server whose agent says a text, for a route of Playwright. */
export const answering = (content: string) => {
  const message = { role: 'assistant', content, sender: 'Triage' };
  const response = { messages: [message], agent: { name: 'Triage' }, contextVariables: {}, state: 'sealed' };
  const events = [{ delim: 'start' }, message, { delim: 'end' }, { response }];
  return {
    headers: { 'content-type': 'text/event-stream' },
    body: events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''),
  };
};
