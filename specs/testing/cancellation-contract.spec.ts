import { concat, from, mergeMap, of, throwError } from 'rxjs';
import { http, openai, type ChatCompletionChunk, type ChatModel } from 'rxswarm/models';
import { cancellationContract } from 'rxswarm/testing';
import OpenAI from 'openai';

/** So long that no check fails because the machine is busy. */
const PATIENT = { limit: 60_000 };

describe('the cancellation contract', () => {
  describe('holds for http()', () => {
    for (const { name, check } of cancellationContract((baseURL) => http({ baseURL }), PATIENT)) it(name, check);
  });

  describe('holds for openai()', () => {
    const model = (baseURL: string) => openai(new OpenAI({ baseURL, apiKey: 'none' }));
    for (const { name, check } of cancellationContract(model, PATIENT)) it(name, check);
  });

  describe('rejects a chat model that breaks it', () => {
    const ask = async (baseURL: string): Promise<ChatCompletionChunk[]> => {
      const answer = await fetch(`${baseURL}/chat/completions`, { method: 'POST', body: '{}' });
      const text = await answer.text();
      return [...text.matchAll(/^data: (\{.*)$/gm)].map(([, json = '']) => JSON.parse(json) as ChatCompletionChunk);
    };
    const flatten = mergeMap((chunks: readonly ChatCompletionChunk[]) => from(chunks));
    const broken = async (model: (baseURL: string) => ChatModel): Promise<readonly string[]> => {
      const results = await Promise.allSettled(cancellationContract(model).map(({ check }) => check()));
      const names = cancellationContract(model).map(({ name }) => name);
      return names.filter((_, place) => results[place]?.status === 'rejected');
    };

    it('by being hot', async () => {
      const hot = (baseURL: string): ChatModel => {
        return () => {
          const answer = ask(baseURL);
          return from(answer.catch(() => [])).pipe(flatten);
        };
      };
      const found = await broken(hot);
      for (const name of [
        'sends nothing before it is subscribed to',
        'makes one request a subscription',
        'closes the socket when it is unsubscribed from before the headers',
        'closes the socket when it is unsubscribed from in mid-stream',
        'leaves nothing behind when it is unsubscribed from at once',
        'may be subscribed to again from within',
      ]) {
        expect(found).toContain(name);
      }
    });

    it('by sending no request', async () => {
      const deaf = (): ChatModel => () =>
        concat(
          of({ choices: [] }),
          throwError(() => new Error('deaf')),
        );
      expect(await broken(deaf)).toContain('makes one request a subscription');
    });
  });
});
