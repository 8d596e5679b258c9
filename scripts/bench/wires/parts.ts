import { type AiSdkModel, fromAiSdk } from 'rxswarm/models/ai-sdk';
import { load } from '../by-hand/load.ts';
import { textOf } from './rxswarm.ts';

interface Part {
  readonly type: string;
  readonly delta?: string;
}

const END = {
  type: 'finish',
  finishReason: { unified: 'stop', raw: 'stop' },
  usage: { inputTokens: { total: 3 }, outputTokens: { total: 5 } },
};

/** Returns a language model of the AI SDK that streams an answer in so many deltas, four parts a read. */
const modelOf = (words: readonly string[]): AiSdkModel => {
  const parts: readonly object[] = [
    { type: 'stream-start', warnings: [] },
    { type: 'response-metadata', id: 'r', modelId: 'm' },
    { type: 'text-start', id: '0' },
    ...words.map((delta) => ({ type: 'text-delta', id: '0', delta })),
    { type: 'text-end', id: '0' },
    END,
  ];
  const stream = (): ReadableStream<object> => {
    let place = 0;
    return new ReadableStream({
      pull(controller) {
        for (const part of parts.slice(place, place + 4)) controller.enqueue(part);
        place += 4;
        if (place >= parts.length) controller.close();
      },
    });
  };
  return {
    specificationVersion: 'v3',
    provider: 'bench.chat',
    modelId: 'm',
    doStream: () => Promise.resolve({ stream: stream() }),
    doGenerate: () => Promise.reject(new Error('This model streams.')),
  };
};

/** The least code that reads the parts of a language model: the text of each. */
const byHand = async (model: AiSdkModel): Promise<string> => {
  const reader = (await model.doStream({} as never)).stream.getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    const { type, delta } = value as Part;
    if (type === 'text-delta') text += delta ?? '';
  }
};

interface Ai {
  readonly streamText: (options: object) => { readonly textStream: AsyncIterable<string> };
}

const throughAi = async ({ streamText }: Ai, model: AiSdkModel): Promise<string> => {
  let text = '';
  for await (const delta of streamText({ model, prompt: 'Hi' }).textStream) text += delta;
  return text;
};

/** Returns the reader of that name over a language model of the AI SDK. */
export const ofParts = async (name: string, words: readonly string[]): Promise<() => Promise<string>> => {
  const model = modelOf(words);
  if (name === 'by hand') return () => byHand(model);
  if (name === 'rxswarm') return textOf(fromAiSdk(model));
  const ai = await load<Ai>('ai');
  return () => throughAi(ai, model);
};
