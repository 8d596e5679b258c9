import type { AiSdkModel, PartStream } from '../../../lib/models/ai-sdk/language-model.ts';

type Json = Readonly<Record<string, unknown>>;

/** The event of a part, as a server of these specs writes it. */
export const event = (part: Json): string => `data: ${JSON.stringify(part)}\n\n`;

/** The event of a piece of text. */
export const textEvent = (delta: string): string => event({ type: 'text-delta', id: '0', delta });

/** Reads the parts out of a body as it arrives, as providers do. */
const toParts = (): TransformStream<string, Json> => {
  let rest = '';
  return new TransformStream({
    transform(text, controller) {
      const events = (rest + text).split('\n\n');
      rest = events.pop() ?? '';
      for (const each of events) controller.enqueue(JSON.parse(each.slice('data: '.length)) as Json);
    },
  });
};

/** Makes the error by which providers tell of a call that failed. */
const callError = (message: string, fields: Json): Error =>
  Object.assign(new Error(message), { name: 'AI_APICallError', requestBodyValues: {}, ...fields });

/** Returns a language model that asks a server by `fetch` and streams the parts that it writes. */
export const streamingModel = (baseURL: string, specificationVersion = 'v3'): AiSdkModel => {
  const url = `${baseURL}/chat`;
  const doStream = async ({ prompt, abortSignal: signal }: Json): Promise<{ stream: PartStream; response: Json }> => {
    const init = { method: 'POST', body: JSON.stringify({ prompt }), signal: signal as AbortSignal };
    const response = await fetch(url, init).catch((cause: unknown) => {
      if ((signal as AbortSignal).aborted) throw cause;
      throw callError('Cannot connect to API', { url, cause: (cause as Error).cause ?? cause, isRetryable: true });
    });
    const { status: statusCode, body } = response;
    const responseHeaders = Object.fromEntries(response.headers);
    if (!response.ok || !body) {
      throw callError('Failed', { url, statusCode, responseHeaders, responseBody: await response.text() });
    }
    const stream = body.pipeThrough(new TextDecoderStream()).pipeThrough(toParts());
    return { stream, response: { headers: responseHeaders } };
  };
  return {
    ...{ specificationVersion, provider: 'bee.chat', modelId: 'queen', doStream },
    doGenerate: () => Promise.reject(new Error('This model streams.')),
  };
};
