import { readFileSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';
import type { Browser } from 'playwright-core';
import { compile } from 'svelte/compiler';
import { ROOT } from '../support/markdown.ts';
import type { Talk } from './frameworks/talk.ts';
import { startChromium } from './support/chromium.ts';

/* The one-liners of the guide, in a browser, in the frameworks themselves. */

const FOLDER = 'specs/browser/frameworks';

const svelte: Plugin = {
  name: 'svelte',
  setup(bundler) {
    bundler.onLoad({ filter: /\.svelte$/ }, ({ path: filename }) => {
      const { js } = compile(readFileSync(filename, 'utf8'), { filename, generate: 'client' });
      return { contents: js.code, loader: 'js' };
    });
  },
};

const bundled = async (framework: string): Promise<string> => {
  const contents = `
    import { mount } from './${FOLDER}/${framework}.ts';
    import { talk } from './${FOLDER}/talk.ts';
    globalThis.talk = talk(mount);`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    ...{ bundle: true, write: false, format: 'iife', platform: 'browser', tsconfig: `${ROOT}/tsconfig.json` },
    plugins: [svelte],
    define: { 'process.env.NODE_ENV': '"development"' },
  });
  return outputFiles[0]?.text ?? '';
};

declare const talk: Talk;

let browser: Browser | undefined;

beforeAll(async () => {
  browser = await startChromium();
});

afterAll(() => browser?.close());

const mounted = async (framework: string) => {
  const page = await browser?.newPage();
  if (page === undefined) throw new Error('There is no browser.');
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.addScriptTag({ content: await bundled(framework) });
  const shows = async (text: string): Promise<void> => {
    await page.locator('main > p', { hasText: new RegExp(`^${text}$`) }).waitFor({ timeout: 5000 });
  };
  return { page, shows, complaints };
};

describe.each(['react', 'vue', 'svelte', 'solid'])('in %s', (framework) => {
  it('shows a conversation from its first state, and unsubscribes when the view is destroyed', async () => {
    const { page, shows, complaints } = await mounted(framework);
    await shows('idle:');
    await page.evaluate(() => talk.say('Hi'));
    await shows('idle: user Hi, Ada Hello\\.');
    await page.evaluate(() => talk.say('Hi'));
    await shows('idle: user Hi, Ada Hello\\., user Hi, Ada Again\\.');
    expect(await page.evaluate(() => [talk.begun(), talk.isHeld()])).toEqual([2, true]);
    await page.evaluate(() => talk.leave());
    await page.waitForFunction(() => !talk.isHeld(), undefined, { timeout: 5000 });
    expect(await page.locator('main > p').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
