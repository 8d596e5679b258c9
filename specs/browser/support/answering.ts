/** Builds the response of a server whose agent says a text, for a route of Playwright. */
export const answering = (content: string) => streaming({ role: 'assistant', content, sender: 'Triage' });

/** Builds the response of a server whose agent called a function that asks. */
export const asking = (question: object) => {
  const called = { name: 'act', arguments: '{}' };
  const message = {
    ...{ role: 'assistant', content: null, sender: 'Triage' },
    tool_calls: [{ id: 'call_1', type: 'function', function: called }],
  };
  return streaming(message, { tool: { id: 'call_1', ...called, status: 'waiting', reason: 'question', question } });
};

const streaming = (message: object, ...rest: readonly object[]) => {
  const response = { messages: [message], agent: { name: 'Triage' }, contextVariables: {}, state: 'sealed' };
  const events = [{ delim: 'start' }, message, { delim: 'end' }, ...rest, { response }];
  return {
    headers: { 'content-type': 'text/event-stream' },
    body: events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''),
  };
};
