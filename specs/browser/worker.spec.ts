import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { Agent, Swarm } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { serve } from 'rxswarm/server';
import { concat, defer, finalize, from, NEVER, of } from 'rxjs';
import { chunk, says } from '../support/chunks.ts';
import { listening, type Listening } from '../support/listening.ts';
import { ROOT } from '../support/markdown.ts';
import { SECRET } from '../support/served.ts';
import { until } from '../support/until.ts';
import { startChromium } from './support/chromium.ts';

/*
 * The client under the strictest policy: nothing inline, no eval, own scripts and own server only; in a page and in
 * its worker.
 */

const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'";

/** Runs on request, reports each event, and stops on request. */
const RUNNER = `
import { connect } from './lib/client/index.ts';
import { converse } from './lib/converse/index.ts';
import { Subject } from 'rxjs';
export const runner = (tell) => {
  let run;
  return ({ ask, stop, talk }) => {
    if (stop) return run.unsubscribe();
    const connection = connect('/chat');
    const says = { next: tell, error: ({ message }) => tell({ failed: message }), complete: () => tell({ done: true }) };
    if (ask) run = connection.run({ messages: [{ role: 'user', content: ask }] }).subscribe(says);
    else {
      const inputs$ = new Subject();
      run = converse(connection, inputs$).subscribe(says);
      inputs$.next(talk);
    }
  };
};`;

const IN_PAGE = `
import { runner } from 'runner';
globalThis.told = [];
const tell = (event) => globalThis.told.push(event);
globalThis.ask = runner(tell);
const worker = new Worker('/worker.js');
worker.onmessage = ({ data }) => tell(data);
globalThis.askWorker = (what) => worker.postMessage(what);`;

const IN_WORKER = `
import { runner } from 'runner';
const run = runner((event) => postMessage(event));
onmessage = ({ data }) => run(data);`;

const bundled = async (contents: string): Promise<string> => {
  const { outputFiles } = await build({
    ...{ bundle: true, minify: true, write: false, format: 'iife', platform: 'browser' },
    stdin: { contents, resolveDir: ROOT },
    tsconfig: `${ROOT}/tsconfig.json`,
    plugins: [
      {
        name: 'runner',
        setup(bundler) {
          bundler.onResolve({ filter: /^runner$/ }, ({ path }) => ({ path, namespace: 'runner' }));
          bundler.onLoad({ filter: /.*/, namespace: 'runner' }, () => ({ contents: RUNNER, resolveDir: ROOT }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? '';
};

const count = { begun: 0, ended: 0 };

/** Answers. For `Wait.` it sends one word and nothing more. */
const model: ChatModel = ({ messages }) =>
  messages.at(-1)?.content === 'Wait.'
    ? defer(() => {
        count.begun++;
        const endless = concat(of(chunk({ role: 'assistant', content: 'Well' })), NEVER);
        return endless.pipe(finalize(() => count.ended++));
      })
    : from(says('Hello', ' there.'));

let [browser, server]: [Browser?, Listening?] = [];

beforeAll(async () => {
  const start = new Agent({ name: 'Ada' });
  const chat = serve(new Swarm(model), { agents: [], start, secret: SECRET });
  const files = new Map([
    ['/', ['text/html', '<!doctype html><script src="/page.js"></script>']],
    ['/page.js', ['text/javascript', await bundled(IN_PAGE)]],
    ['/worker.js', ['text/javascript', await bundled(IN_WORKER)]],
  ]);
  server = await listening((request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/chat') return chat(request);
    const [type = 'text/plain', body = ''] = files.get(pathname) ?? [];
    const headers = { 'content-type': type, 'content-security-policy': POLICY };
    return Promise.resolve(new Response(body, { headers, status: files.has(pathname) ? 200 : 404 }));
  });
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

type Ask = (what: object) => void;
declare const told: readonly { readonly [key: string]: unknown }[];
declare const ask: Ask;
declare const askWorker: Ask;

const opened = async (): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> => {
  const page = await browser?.newPage();
  if (page === undefined) throw new Error('There is no browser.');
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(`${new URL(server?.url ?? '').origin}/`);
  return { page, complaints };
};

describe.each(['page', 'worker'])('under a strict policy in a %s', (place) => {
  const send = (page: Page, what: object): Promise<void> =>
    place === 'page' ? page.evaluate((input) => ask(input), what) : page.evaluate((input) => askWorker(input), what);
  const has = (page: Page, key: string) =>
    page.waitForFunction((name) => told.some((event) => name in event), key, { timeout: 10_000 });

  it('streams the events of a run', async () => {
    const { page, complaints } = await opened();
    await send(page, { ask: 'Hi' });
    await has(page, 'done');
    const words = await page.evaluate(() =>
      told.map(({ content }) => (typeof content === 'string' ? content : '')).join(''),
    );
    const keys = await page.evaluate(() => told.map((event) => Object.keys(event)[0]));
    expect([words, keys[0], keys.at(-2)]).toEqual(['Hello there.', 'delim', 'response']);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('holds a conversation', async () => {
    const { page, complaints } = await opened();
    await send(page, { talk: 'Hi' });
    await page.waitForFunction(() => told.some(({ status, state }) => status === 'idle' && state !== undefined));
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('ends the run on the server when unsubscribed', async () => {
    const { page, complaints } = await opened();
    const before = count.ended;
    await send(page, { ask: 'Wait.' });
    await has(page, 'content');
    expect([count.begun, server?.underWay()]).toEqual([before + 1, 1]);
    await send(page, { stop: true });
    await until(() => count.ended === before + 1 && server?.underWay() === 0, 'the end of the run');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('ends the run on the server when it is closed', async () => {
    const { page } = await opened();
    const before = count.ended;
    await send(page, { ask: 'Wait.' });
    await has(page, 'content');
    await page.close();
    await until(() => count.ended === before + 1 && server?.underWay() === 0, 'the end of the run');
  });
});

it('enforces the policy', async () => {
  const { page, complaints } = await opened();
  const refused = await page.evaluate(async () => {
    const away = await fetch('http://127.0.0.1:9/').then(
      () => 'sent',
      () => 'refused',
    );
    const inline = document.createElement('script');
    inline.text = 'globalThis.inlined = true';
    document.head.append(inline);
    return [away, 'inlined' in globalThis];
  });
  expect(refused).toEqual(['refused', false]);
  expect(complaints.join()).toMatch(/Content Security Policy/);
  await page.close();
});
