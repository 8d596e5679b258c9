import type { Browser } from 'playwright-core';
import { startChromium } from './support/chromium.ts';
import { visit, type Visitor } from './support/visitor.ts';
import { webDemo, type WebDemo } from './support/web-demo.ts';

jest.setTimeout(60_000);

let [browser, human, fast]: [Browser?, WebDemo?, WebDemo?] = [];

beforeAll(async () => {
  browser = await startChromium();
  [human, fast] = await Promise.all([webDemo(), webDemo('--fast')]);
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([human?.close(), fast?.close()]);
});

afterEach(async () => {
  await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
});

type Options = Parameters<typeof visit>[2] & { readonly demo?: WebDemo | undefined; readonly room?: string };

const arrive = async ({ demo = fast, room = 'airline', ...options }: Options = {}): Promise<Visitor> => {
  if (browser === undefined || demo === undefined) throw new Error('Nothing is up.');
  return visit(browser, `${demo.url}/#${room}`, options);
};

const handoffs = ({ page }: Visitor) => page.locator('.handoff').allInnerTexts();
const last = ({ page }: Visitor, kind: string) => page.locator(`.${kind}`).last();

describe('the page', () => {
  it('shows a conversation with handoffs, as it happens', async () => {
    const visitor = await arrive({ demo: human });
    await visitor.say('I want to cancel my flight');
    await visitor.page.locator('.answer[data-status="partial"]', { hasText: 'It is about' }).waitFor();
    const words = last(visitor, 'answer').locator('.words');
    const begun = await words.innerText();
    expect(await visitor.page.locator('.node.active').textContent()).toBe('Flight cancel');
    await visitor.picture('light-streaming');
    await visitor.answered();
    expect((await words.innerText()).startsWith(begun)).toBe(true);
    expect((await words.innerText()).length).toBeGreaterThan(begun.length);
    expect(await handoffs(visitor)).toEqual([
      'Triage hands over to Flight modification',
      'Flight modification hands over to Flight cancel',
    ]);
    expect(await visitor.page.locator('.edge.latest title').textContent()).toBe(
      'Flight modification to Flight cancel: transferToCancellation',
    );
    expect(await visitor.page.locator('#usage dd').last().innerText()).toMatch(/^[1-9][\d,]*$/);
    expect(visitor.complaints).toEqual([]);
    expect(visitor.strangers).toEqual([]);
  });
});
