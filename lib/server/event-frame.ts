/** A server-sent event. JSON has no line breaks of its own, so it is one line. */
export const eventFrame = (data: object, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
