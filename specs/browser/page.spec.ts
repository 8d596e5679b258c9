import type { Browser } from 'playwright-core';
import { until } from '../support/until.ts';
import { answering } from './support/answering.ts';
import { startChromium } from './support/chromium.ts';
import { visit, type Visitor } from './support/visitor.ts';
import { webDemo, type WebDemo } from './support/web-demo.ts';

let [browser, human, fast]: [Browser?, WebDemo?, WebDemo?] = [];

beforeAll(async () => {
  browser = await startChromium();
  [human, fast] = await Promise.all([webDemo(), webDemo('--fast')]);
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([human?.close(), fast?.close()]);
});

const visitors: Visitor[] = [];

// After every spec: no error, no violation of the policy, and no request to another host.
afterEach(async () => {
  const seen = visitors.splice(0);
  await Promise.all(seen.map(({ page }) => page.context().close()));
  expect(seen.flatMap(({ complaints, strangers }) => [...complaints, ...strangers])).toEqual([]);
});

type Options = Parameters<typeof visit>[2] & { readonly demo?: WebDemo | undefined; readonly room?: string };

const arrive = async ({ demo = fast, room = 'airline', ...options }: Options = {}): Promise<Visitor> => {
  if (browser === undefined || demo === undefined) throw new Error('Nothing is up.');
  const visitor = await visit(browser, `${demo.url}/#${room}`, options);
  visitors.push(visitor);
  return visitor;
};

const handoffs = ({ page }: Visitor) => page.locator('.handoff').allInnerTexts();
const said = ({ page }: Visitor) => page.locator('.words').allInnerTexts();
const lastAnswer = ({ page }: Visitor) => page.locator('.answer .words').last().innerText();

/** Talks up to the point where a function waits for approval. */
const cancel = async (visitor: Visitor): Promise<void> => {
  for (const words of ['I want to cancel my flight', 'A credit please', 'Yes']) {
    await visitor.say(words);
    await visitor.answered();
  }
};

describe('a conversation', () => {
  it('shows text and handoffs as they arrive', async () => {
    const visitor = await arrive({ demo: human });
    const { page } = visitor;
    await page.getByRole('button', { name: 'I want to cancel my flight' }).click();
    await page.locator('.answer[data-status="partial"]', { hasText: 'It is about' }).waitFor();
    const begun = await lastAnswer(visitor);
    expect(await page.locator('.node.active').textContent()).toBe('Flight cancel');
    await visitor.picture('light-streaming');
    await visitor.answered();
    const whole = await lastAnswer(visitor);
    expect(whole).toMatch(/^It is about RX204 .*\?$/);
    expect(whole.startsWith(begun)).toBe(true);
    expect(whole.length).toBeGreaterThan(begun.length);
    expect(await handoffs(visitor)).toEqual([
      'Triage hands over to Flight modification',
      'Flight modification hands over to Flight cancel',
    ]);
    expect(await page.locator('.edge.latest title').textContent()).toBe(
      'Flight modification to Flight cancel: transferToCancellation',
    );
    expect(await page.locator('#usage dd').last().innerText()).toMatch(/^[1-9][\d,]*$/);
  });

  it('shows calls with arguments and results', async () => {
    const visitor = await arrive({ room: 'weather' });
    await visitor.say('How is the weather in Paris and Oslo tomorrow?');
    await visitor.answered();
    const calls = await visitor.page.locator('.call').allInnerTexts();
    expect(calls).toHaveLength(2);
    expect(calls[0]).toMatch(/getWeather\(city: Paris, day: tomorrow\)\s+done\s+city: Paris, day: tomorrow, sky: \w+/);
  });

  it('continues after a reload with the stored state', async () => {
    const visitor = await arrive();
    await visitor.say('I want to cancel my flight');
    await visitor.answered();
    const before = await said(visitor);
    await visitor.page.reload();
    expect(await said(visitor)).toEqual(before);
    expect(await visitor.page.locator('.node.active').textContent()).toBe('Flight cancel');
    await visitor.say('A credit please');
    await visitor.answered();
    expect(await lastAnswer(visitor)).toMatch(/^Shall I cancel RX204 .* credit\?$/);
  });

  it('shows a stopped answer after a reload in mid-answer, and answers on "Try again"', async () => {
    const visitor = await arrive({ demo: human });
    const { page } = visitor;
    await visitor.say('I want to cancel my flight');
    await page.locator('.answer[data-status="partial"]').waitFor();
    await page.reload();
    expect(await page.getByRole('status').innerText()).toMatch(/^Stopped\./);
    expect(await page.locator('#stop').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await visitor.answered();
    expect(await lastAnswer(visitor)).toMatch(/^It is about RX204 .*\?$/);
  });

  it('is separate for each demo, and starts anew on "New conversation"', async () => {
    const visitor = await arrive({ room: 'triage' });
    const { page } = visitor;
    await visitor.say('I would like to buy two lanterns');
    await visitor.answered();
    await page.getByRole('link', { name: 'Weather' }).click();
    await page.getByText('One agent knows the weather').waitFor();
    expect(await said(visitor)).toEqual([]);
    await page.getByRole('link', { name: 'Camping shop' }).click();
    await page.locator('.answer').first().waitFor();
    expect(await page.locator('[aria-current="page"]').allInnerTexts()).toEqual(['Camping shop']);
    await page.getByRole('button', { name: 'New conversation' }).click();
    await page.getByText('Three agents sell tents').waitFor();
    await page.reload();
    expect(await said(visitor)).toEqual([]);
  });

  it('queues a message that is sent during an answer, and shows that it waits', async () => {
    const visitor = await arrive({ demo: human });
    const { page } = visitor;
    await visitor.say('I want to cancel my flight');
    await page.locator('.answer[data-status="partial"]').waitFor();
    await visitor.say('A credit please');
    const waiting = page.locator('.said[data-waits]');
    expect(await waiting.locator('p').allInnerTexts()).toEqual(['A credit please', 'Waits for the answer']);
    await visitor.picture('light-queued');
    await waiting.waitFor({ state: 'detached' });
    await visitor.answered();
    expect(await page.locator('.said .words').allInnerTexts()).toEqual([
      'I want to cancel my flight',
      'A credit please',
    ]);
    expect(await lastAnswer(visitor)).toMatch(/credit/);
  });

  it('never inserts text as HTML', async () => {
    const visitor = await arrive();
    const words = 'I want to talk to a person <img src=x onerror=alert(1)>';
    await visitor.say(words);
    await visitor.answered();
    expect(await visitor.page.locator('.said').innerText()).toContain('<img src=x');
    expect(await visitor.page.locator('.call').first().innerText()).toContain('<img src=x onerror=alert(1)>');
    expect(await visitor.page.locator('#log img').count()).toBe(0);
  });
});

describe('Markdown', () => {
  const text =
    '# Options\n\n**Bold** and `code`, [rules](https://example.com/), [no](javascript:alert(1))\n\n' +
    '| a | b |\n|---|---|\n| 1 | 2 |\n\n```ts\nconst a = 1;\n```\n\n<b>no</b><img src=x onerror=alert(1)><script>x</script>';

  it('becomes elements, and HTML stays text', async () => {
    const visitor = await arrive();
    const { page } = visitor;
    await page.route('**/chat/airline', (route) => route.fulfill(answering(text)));
    await visitor.say('What can I do?');
    await visitor.answered();
    const words = page.locator('.answer .words');
    const names = await words.evaluate((view) => [...view.querySelectorAll('*')].map(({ localName }) => localName));
    expect(new Set(names)).toEqual(
      new Set([
        'h4',
        'p',
        'strong',
        'code',
        'a',
        'div',
        'table',
        'thead',
        'tbody',
        'tr',
        'th',
        'td',
        'span',
        'button',
        'pre',
      ]),
    );
    expect(await words.innerText()).toContain('<b>no</b><img src=x onerror=alert(1)><script>x</script>');
    const link = words.locator('a');
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await link.getAttribute('target')).toBe('_blank');
    await visitor.picture('light-markdown');
  });

  it('has code that is copied by a button', async () => {
    const visitor = await arrive({ permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = visitor;
    await page.route('**/chat/airline', (route) => route.fulfill(answering(text)));
    await visitor.say('What can I do?');
    await page.getByRole('button', { name: 'Copy code' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('const a = 1;');
  });
});

describe('a failure', () => {
  it('shows the failure, and sends the message again on "Try again"', async () => {
    const visitor = await arrive();
    const { page } = visitor;
    const error = { type: 'state', message: 'This state is not from here.' };
    await page.route('**/chat/airline', (route) => route.fulfill({ status: 400, json: { error } }));
    await visitor.say('Hello');
    await page.getByText('That failed: This state is not from here.').waitFor();
    expect(visitor.takeComplaints()).toEqual([expect.stringContaining('400')]);
    await page.unroute('**/chat/airline');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.answer', { hasText: 'Welcome to Rx Air!' }).waitFor();
    expect(await said(visitor)).toEqual(['Hello', expect.stringContaining('Welcome')]);
  });
});

describe('stop', () => {
  it('closes the request to the model, and answers on "Try again"', async () => {
    const visitor = await arrive({ demo: human });
    const { page } = visitor;
    const lines = human?.lines ?? [];
    const begin = lines.length;
    const closed = (what: string) => () =>
      lines.slice(begin).some((line) => line.startsWith(`${what} closed: stopped by the page`));
    await visitor.say('I want to cancel my flight');
    await page.locator('.answer[data-status="partial"]', { hasText: 'It is' }).waitFor();
    expect(closed('request to the model')()).toBe(false);
    await page.getByRole('button', { name: 'Stop' }).click();
    await until(closed('request to the model'), 'the end of the request');
    await until(closed('airline: run'), 'the end of the run');
    expect(await page.locator('.answer').last().getAttribute('data-status')).toBe('stopped');
    expect(await page.locator('.node.active').textContent()).toBe('Flight cancel');
    await visitor.picture('light-stopped');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.answer[data-status="whole"]', { hasText: 'It is about RX204' }).waitFor();
  });

  it('also happens at Escape and when the page is left', async () => {
    const visitor = await arrive({ demo: human });
    const lines = human?.lines ?? [];
    const closings = () => lines.filter((line) => line.startsWith('airline: run closed: stopped by the page')).length;
    const begin = closings();
    await visitor.say('Hello');
    await visitor.page.locator('#stop:visible').waitFor();
    await visitor.page.keyboard.press('Escape');
    await until(() => closings() === begin + 1, 'the first end');
    await visitor.say('Hello');
    await visitor.page.locator('#stop:visible').waitFor();
    await visitor.page.goto('about:blank');
    await until(() => closings() === begin + 2, 'the second end');
  });
});

describe('approval', () => {
  it('calls the function only after a click on "Approve"', async () => {
    const visitor = await arrive({ colorScheme: 'dark' });
    const { page } = visitor;
    await cancel(visitor);
    const call = page.locator('.call').last();
    expect(await call.innerText()).toMatch(/^cancelFlight\(compensation: credit\)\s+waits for you/);
    expect(await page.getByRole('status').innerText()).toBe('cancelFlight waits for your decision.');
    await visitor.picture('dark-approval');
    // The decision also works after a reload, with the state stored in the tab.
    await page.reload();
    await page.getByRole('button', { name: 'Approve cancelFlight' }).press('Enter');
    await page.locator('.answer', { hasText: 'RX204 on Thursday is cancelled, with a credit.' }).waitFor();
    expect(await call.getAttribute('data-state')).toBe('done');
    expect(await page.getByRole('button', { name: /Approve/ }).count()).toBe(0);
    await visitor.picture('dark-approved');
  });

  it.each([
    [
      'weather',
      'sendEmail',
      ['How is the weather in Paris?', 'Please send that by email', 'ada@example.com'],
      'Sent to',
    ],
    ['triage', 'processRefund', ['item 7 is broken, I want to return it', 'Yes'], 'Refunded: item_7'],
  ])('is asked for in %s too: %s', async (room, name, script, outcome) => {
    const visitor = await arrive({ room });
    for (const words of script) {
      await visitor.say(words);
      await visitor.answered();
    }
    expect(await visitor.page.locator('#log').innerText()).not.toContain(outcome);
    await visitor.picture(`light-${room}`);
    await visitor.page.getByRole('button', { name: `Approve ${name}` }).click();
    await visitor.page.locator('.answer', { hasText: outcome }).waitFor();
  });

  it('calls no function after a click on "Decline"', async () => {
    const visitor = await arrive();
    await cancel(visitor);
    await visitor.page.getByRole('button', { name: 'Decline cancelFlight' }).click();
    await visitor.page.locator('.call[data-state="done"]', { hasText: 'declined' }).waitFor();
    expect(await visitor.page.locator('#log').innerText()).not.toContain('is cancelled, with');
  });
});

describe('the page', () => {
  it('has a strict content security policy that no spec violates', async () => {
    const { headers } = await fetch(fast?.url ?? '');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|data:|\*/);
    const visitor = await arrive();
    // The policy is enforced: inline content is refused.
    const refused = await visitor.page.evaluate(() => {
      try {
        document.body.innerHTML = '<b>no</b>';
        return false;
      } catch {
        return true;
      }
    });
    expect(refused).toBe(true);
    await until(
      () => visitor.complaints.some((each) => each.startsWith('violation of require-trusted')),
      'a violation',
    );
    expect(visitor.takeComplaints().every((each) => /Trusted|trusted/.test(each))).toBe(true);
  });

  it('fits a phone', async () => {
    const phone = { viewport: { width: 375, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
    const visitor = await arrive(phone);
    const { page } = visitor;
    await visitor.picture('phone-empty');
    await cancel(visitor);
    await visitor.picture('phone');
    // Not compared with `innerWidth`, which grows with a page that is too wide for a phone.
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.viewport.width);
    // The drawing is open from the beginning, and can be put away.
    expect(await page.getByRole('img', { name: 'Flight cancel is active.' }).isVisible()).toBe(true);
    await page.getByText('The swarm').click();
    await visitor.picture('phone-without-swarm');
    for (const name of ['Approve cancelFlight', 'Send']) {
      const box = await page.getByRole('button', { name }).boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(44);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(740);
    }
  });

  it('works with the keyboard and a screen reader', async () => {
    const visitor = await arrive();
    const { page } = visitor;
    await page.getByRole('link', { name: 'Airline' }).focus();
    const reached: string[] = [];
    for (let step = 0; step < 9; step++) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate(() => document.activeElement?.textContent || document.activeElement?.id || ''));
    }
    expect(reached).toEqual([
      'Weather',
      'Camping shop',
      'Kitchen shop',
      'Help centre',
      'New conversation',
      'I want to cancel my flight',
      'Can I fly on Friday instead?',
      'My suitcase did not arrive',
      'words',
    ]);
    await page.keyboard.type('Hello');
    await page.keyboard.press('Enter');
    await page.locator('.answer[data-status="whole"]').waitFor();
    const log = page.getByRole('log', { name: 'Messages' });
    expect(await log.getAttribute('aria-live')).toBe('polite');
    await log.and(page.locator('[aria-busy="false"]')).waitFor();
    expect(await page.getByLabel('Your message').evaluate((field) => field === document.activeElement)).toBe(true);
    const unnamed = page.locator('button:visible:not([aria-label]):text-is(""), a:text-is(""), img:not([alt])');
    expect(await unnamed.count()).toBe(0);
  });

  it('refuses requests for other host names', async () => {
    const url = new URL(fast?.url ?? '');
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request(url, { headers: { host: 'example.com' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).end();
    });
    expect(status).toBe(403);
  });
});

it('prints the remedy when Chromium is not installed', async () => {
  await expect(startChromium('/nowhere/chromium')).rejects.toThrow(
    /^These specs need a Chromium, and there is none at \/nowhere\/chromium\. Install one with `npx /,
  );
});
