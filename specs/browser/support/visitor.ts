import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A visitor of the page. */
export interface Visitor {
  readonly page: Page;
  /** Complaints of the browser: errors, and violations of the policy. */
  readonly complaints: readonly string[];
  /** Requests to other hosts than the page's own server. */
  readonly strangers: readonly string[];
  /** Waits until a text is visible. */
  readonly say: (words: string) => Promise<void>;
  /** Waits for the end of the answer. */
  readonly answered: () => Promise<void>;
  /** Returns the complaints and forgets them, when they were expected. */
  readonly takeComplaints: () => readonly string[];
  readonly picture: (name: string) => Promise<void>;
}

const pictures = resolve(__dirname, '../pictures');

export const visit = async (browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 820 }, ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const [complaints, strangers]: [string[], string[]] = [[], []];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin)) strangers.push(request.url());
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`violation of ${event.violatedDirective}: ${event.blockedURI}`);
    });
  });
  await page.goto(url);
  return {
    page,
    complaints,
    strangers,
    say: async (words) => {
      const before = await page.locator('.said').count();
      await page.getByLabel('Your message').fill(words);
      await page.keyboard.press('Enter');
      await page.locator('.said').nth(before).waitFor();
    },
    answered: async () => {
      await page.locator('#stop').waitFor({ state: 'hidden' });
    },
    takeComplaints: () => complaints.splice(0),
    picture: async (name) => {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: resolve(pictures, `${name}.png`) });
    },
  };
};
