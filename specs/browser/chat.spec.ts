import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { answering, asking } from './support/answering.ts';
import { startChromium } from './support/chromium.ts';
import { visit, type Visitor } from './support/visitor.ts';
import { webDemo, type WebDemo } from './support/web-demo.ts';

/* Conveniences of the page: messages that are copied and changed, a way back, connections that are lost, and access for everybody. */

let [browser, demo]: [Browser?, WebDemo?] = [];

beforeAll(async () => {
  [browser, demo] = await Promise.all([startChromium(), webDemo('--fast')]);
});

afterAll(async () => {
  await browser?.close();
  await demo?.close();
});

const visitors: Visitor[] = [];

afterEach(async () => {
  const seen = visitors.splice(0);
  await Promise.all(seen.map(({ page }) => page.context().close()));
  expect(seen.flatMap(({ complaints, strangers }) => [...complaints, ...strangers])).toEqual([]);
});

type Options = Parameters<typeof visit>[2] & { readonly url?: string | undefined; readonly room?: string };

const arrive = async ({ url = demo?.url, room = 'airline', ...options }: Options = {}): Promise<Visitor> => {
  if (browser === undefined || url === undefined) throw new Error('Nothing is up.');
  const visitor = await visit(browser, `${url}/#${room}`, options);
  visitors.push(visitor);
  return visitor;
};

const talk = async (visitor: Visitor, ...script: readonly string[]): Promise<void> => {
  for (const words of script) {
    await visitor.say(words);
    await visitor.answered();
  }
};

const said = ({ page }: Visitor) => page.locator('.said .words').allInnerTexts();
const lastAnswer = ({ page }: Visitor) => page.locator('.answer .words').last().innerText();

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

describe('a message', () => {
  it('is copied by a button, the answer as it is read', async () => {
    const visitor = await arrive({ permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = visitor;
    await talk(visitor, 'I want to cancel my flight');
    await page.getByRole('button', { name: 'Copy this answer' }).click();
    await page.locator('.by').getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await lastAnswer(visitor));
  });

  it('can be changed: the answers after it go, and the agent of that time answers', async () => {
    const visitor = await arrive();
    const { page } = visitor;
    await talk(visitor, 'I want to cancel my flight', 'A credit please');
    await page.locator('.said').first().hover();
    await page.getByRole('button', { name: 'Change this message' }).first().click();
    const field = page.getByLabel('Your message');
    expect(await field.inputValue()).toBe('I want to cancel my flight');
    await visitor.picture('light-editing');
    await field.fill('My suitcase did not arrive');
    await field.press('Enter');
    await page.locator('.node.active', { hasText: 'Lost baggage' }).waitFor();
    await visitor.answered();
    expect(await said(visitor)).toEqual(['My suitcase did not arrive']);
    expect(await page.locator('.handoff').allInnerTexts()).toEqual(['Triage hands over to Lost baggage']);
    expect(await page.locator('#editing').isVisible()).toBe(false);
  });

  it('stays as it is when the change is left, by the button and by Escape', async () => {
    const visitor = await arrive();
    const { page } = visitor;
    await talk(visitor, 'Hello');
    for (const leave of [
      () => page.getByRole('button', { name: 'Leave it' }).click(),
      () => page.keyboard.press('Escape'),
    ]) {
      await page.locator('.said').hover();
      await page.getByRole('button', { name: 'Change this message' }).click();
      await leave();
      expect(await page.getByLabel('Your message').inputValue()).toBe('');
      expect(await page.locator('#editing').isVisible()).toBe(false);
    }
    await talk(visitor, 'My suitcase did not arrive');
    expect(await said(visitor)).toEqual(['Hello', 'My suitcase did not arrive']);
  });

  it('can be answered again and changed after a reload', async () => {
    const visitor = await arrive();
    const { page } = visitor;
    await talk(visitor, 'I want to cancel my flight', 'A credit please');
    await page.reload();
    await page.getByRole('button', { name: 'Answer again' }).click();
    await page.locator('.answer[data-status="whole"]', { hasText: 'Shall I cancel' }).waitFor();
    await visitor.answered();
    expect(await said(visitor)).toEqual(['I want to cancel my flight', 'A credit please']);
    expect(await lastAnswer(visitor)).toMatch(/credit\?$/);
  });
});

describe('a call that waits', () => {
  it('is approved with other arguments, as far as the function allows', async () => {
    const visitor = await arrive({ room: 'shopper' });
    const { page } = visitor;
    await talk(visitor, 'Two mugs of order 1003 are broken', 'Yes');
    const change = async (quantity: string): Promise<void> => {
      await page.getByText('Change it first').click();
      await page.getByLabel('quantity').fill(quantity);
      await page.getByRole('button', { name: 'Approve refundOrder' }).click();
    };
    await change('several');
    await page.getByRole('alert').getByText('quantity must be a number.').waitFor();
    await page.getByText('Change it first').click();
    await change('4');
    await page.getByText('That failed: Forbidden: the arguments of "refundOrder" may not be changed so.').waitFor();
    expect(visitor.takeComplaints()).toEqual([expect.stringContaining('403')]);
    await change('1');
    await page.locator('.call[data-state="done"]', { hasText: 'Refunded: 1 × mug' }).waitFor();
    await visitor.answered();
    await visitor.picture('light-edited');
  });

  it('is answered where its function asks, also after a reload', async () => {
    const visitor = await arrive(PHONE);
    const { page } = visitor;
    await talk(visitor, 'Can I fly on Friday instead?', 'RX355', 'Yes');
    await page.getByRole('status').getByText('changeFlight asks: Which seat would you like on RX355?').waitFor();
    await page.reload();
    await visitor.picture('phone-question');
    await page.getByRole('button', { name: 'window' }).click();
    await page.locator('.call[data-state="done"]', { hasText: 'with the window seat' }).waitFor();
    await visitor.answered();
    expect(await page.locator('.decision').count()).toBe(0);
  });

  it.each([
    [
      '{"type":"string"}',
      'Which name?',
      async (visitor: Visitor) => visitor.page.getByLabel('Answer', { exact: true }).fill('Ada'),
      'Ada',
    ],
    [
      '{"type":"object","properties":{"name":{"type":"string"},"late":{"type":"boolean"}},"required":["name","late"]}',
      'Who, and late?',
      async ({ page }: Visitor) => {
        await page.getByLabel('name').fill('Ada');
        await page.getByLabel('late').check();
      },
      { name: 'Ada', late: true },
    ],
  ])('has a form made of %s', async (schema, text, fill, answer) => {
    const visitor = await arrive();
    const { page } = visitor;
    const question = { text, schema: JSON.parse(schema) as object };
    await page.route('**/chat/airline', (route) => route.fulfill(asking(question)));
    await visitor.say('Hello');
    await page.getByText(text).first().waitFor();
    await fill(visitor);
    const [request] = await Promise.all([
      page.waitForRequest('**/chat/airline'),
      page.getByRole('button', { name: 'Answer', exact: true }).click(),
    ]);
    expect(request.postDataJSON()).toMatchObject({ decisions: { call_1: { answer } } });
  });
});

describe('a function of the page', () => {
  it('is executed in the page, is shown as any call, and the answer goes on by itself', async () => {
    const visitor = await arrive({ room: 'weather', timezoneId: 'Europe/Lisbon' });
    const { page } = visitor;
    await talk(visitor, 'Do I need a coat here?');
    expect(await page.locator('.call').allInnerTexts()).toEqual([
      expect.stringMatching(/^whereAmI\(\)\s+done\s+timeZone: Europe\/Lisbon, city: Lisbon$/),
      expect.stringMatching(/^getWeather\(city: Lisbon/),
    ]);
    expect(await lastAnswer(visitor)).toMatch(/^Lisbon, today: /);
    await talk(visitor, 'And tomorrow?');
    expect(await lastAnswer(visitor)).toMatch(/^Lisbon, tomorrow: /);
  });
});

describe('an image', () => {
  const facts = (takesImages: boolean) => ({ json: { sentence: 'A model talks.', takesImages } });

  /** Pastes or drops a picture of 1,600 pixels. */
  const give = ({ page }: Visitor, kind: 'paste' | 'drop', type = 'image/png') =>
    page.evaluate(
      async ([event, mime]) => {
        const canvas = new OffscreenCanvas(1600, 800);
        canvas.getContext('2d')?.fillRect(0, 0, 800, 800);
        const data = new DataTransfer();
        data.items.add(new File([await canvas.convertToBlob()], 'picture', { type: mime }));
        const options = { bubbles: true, cancelable: true };
        const given =
          event === 'paste'
            ? new ClipboardEvent('paste', { ...options, clipboardData: data })
            : new DragEvent('drop', { ...options, dataTransfer: data });
        document.getElementById('words')?.dispatchEvent(given);
        return given.defaultPrevented;
      },
      [kind, type] as const,
    );

  it.each(['paste', 'drop'] as const)('comes by %s, small enough, and is shown again after a reload', async (kind) => {
    const visitor = await arrive();
    const { page } = visitor;
    await page.route('**/model.json', (route) => route.fulfill(facts(true)));
    await page.route('**/chat/airline', (route) => route.fulfill(answering('A black square.')));
    await page.reload();
    await page.getByRole('button', { name: 'Image', exact: true }).waitFor();
    await give(visitor, kind);
    await page.getByRole('button', { name: 'Remove image 1' }).waitFor();
    await visitor.picture('light-image');
    const [request] = await Promise.all([page.waitForRequest('**/chat/airline'), visitor.say('What is this?')]);
    const { messages } = request.postDataJSON() as { messages: { content: { image_url?: { url: string } }[] }[] };
    expect(messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: expect.stringMatching(/^data:image\/jpeg;base64,/) as string } },
        ],
      },
    ]);
    expect(JSON.stringify(messages).length).toBeLessThan(310_000);
    await visitor.answered();
    await page.reload();
    const box = await page.locator('.said .image canvas').boundingBox();
    expect([box?.width, box?.height]).toEqual([240, 120]);
  });

  it('is not taken where the model takes none, and a dropped file does not replace the page', async () => {
    const visitor = await arrive();
    await visitor.page.getByText('The embedded model is talking').waitFor();
    expect(await give(visitor, 'paste')).toBe(false);
    expect(await give(visitor, 'drop')).toBe(true);
    expect(await visitor.page.locator('#attached').isVisible()).toBe(false);
  });

  it('is refused with a sentence beyond two, and can be removed', async () => {
    const visitor = await arrive();
    const { page } = visitor;
    await page.route('**/model.json', (route) => route.fulfill(facts(true)));
    await page.reload();
    await page.getByRole('button', { name: 'Image', exact: true }).waitFor();
    for (const count of [1, 2]) {
      await give(visitor, 'paste');
      await page.getByRole('button', { name: `Remove image ${count}` }).waitFor();
    }
    await give(visitor, 'paste');
    await page.getByRole('alert').getByText('A message takes 2 images at most.').waitFor();
    await page.getByRole('button', { name: 'Remove image 2' }).click();
    expect(await page.locator('#attached .image').count()).toBe(1);
  });
});

describe('"New conversation"', () => {
  it('can be undone until something is said', async () => {
    const visitor = await arrive();
    const { page } = visitor;
    await talk(visitor, 'I want to cancel my flight');
    const before = await page.locator('#log').innerText();
    await page.getByRole('button', { name: 'New conversation' }).click();
    await page.getByText('Five agents look after').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await page.locator('#log').innerText()).toBe(before);
    await talk(visitor, 'A credit please');
    expect(await lastAnswer(visitor)).toMatch(/credit\?$/);
    expect(await page.getByRole('button', { name: 'Undo' }).isVisible()).toBe(false);
  });
});

describe('a server', () => {
  it('that is not reached is asked again, and the page says that it is offline', async () => {
    const visitor = await arrive();
    const { page } = visitor;
    await page.context().setOffline(true);
    await visitor.say('Hello');
    await page.getByText('Offline, trying again.').waitFor();
    await visitor.picture('light-offline');
    visitor.takeComplaints();
    await page.context().setOffline(false);
    await page.locator('.answer', { hasText: 'Welcome to Rx Air!' }).waitFor();
    visitor.takeComplaints();
    expect(await said(visitor)).toEqual(['Hello']);
  });

  it('that was restarted ends the conversation, with a button for a new one', async () => {
    const first = await webDemo('--fast');
    const port = new URL(first.url).port;
    const visitor = await arrive({ url: first.url });
    const { page } = visitor;
    await talk(visitor, 'Hello');
    await first.close();
    const second = await webDemo('--fast', '--port', port);
    await talk(visitor, 'And now?');
    await page.getByText('This conversation cannot go on. Begin a new one.').waitFor();
    await visitor.picture('light-restarted');
    expect(visitor.takeComplaints()).toEqual([expect.stringContaining('400')]);
    await page.getByRole('status').getByRole('button', { name: 'New conversation' }).click();
    await talk(visitor, 'Hello again');
    expect(await said(visitor)).toEqual(['Hello again']);
    await second.close();
  });
});

describe('the page', () => {
  it('is used with the keyboard alone: an answer to a question, and a message that is changed', async () => {
    const visitor = await arrive();
    const { page } = visitor;
    const backTo = async (name: string): Promise<void> => {
      const wanted = page.getByRole('button', { name, exact: true }).last();
      for (let step = 0; step < 20; step++) {
        await page.keyboard.press('Shift+Tab');
        if (await wanted.evaluate((button) => button === document.activeElement)) return;
      }
      throw new Error(`The keyboard does not reach ${name}.`);
    };
    await talk(visitor, 'Can I fly on Friday instead?', 'RX355', 'Yes');
    await backTo('aisle');
    await page.keyboard.press('Enter');
    await page.locator('.call[data-state="done"]', { hasText: 'with the aisle seat' }).waitFor();
    await visitor.answered();
    await backTo('Change this message');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('No');
    await page.keyboard.press('Enter');
    await page.locator('.answer', { hasText: 'your flight stays as it is' }).waitFor();
    expect(await said(visitor)).toEqual(['Can I fly on Friday instead?', 'RX355', 'No']);
  });

  it('shows the whole question at the end of the log on a phone', async () => {
    const visitor = await arrive(PHONE);
    const { page } = visitor;
    await talk(visitor, 'Can I fly on Friday instead?', 'RX355', 'Yes');
    await page.reload();
    await page.getByText('The embedded model is talking').waitFor();
    const [log, decline] = await Promise.all([
      page.locator('#log').boundingBox(),
      page.getByRole('button', { name: 'Do not answer changeFlight' }).boundingBox(),
    ]);
    expect((decline?.y ?? 0) + (decline?.height ?? 0)).toBeLessThanOrEqual((log?.y ?? 0) + (log?.height ?? 0));
  });

  it('says which model talks', async () => {
    const { page } = await arrive();
    await page.getByText('The embedded model is talking: a few rules on this machine, no AI.').waitFor();
  });

  it('counts no tokens where the server counts none', async () => {
    const { page } = await arrive();
    expect(await page.locator('#usage').isVisible()).toBe(false);
  });

  it('has targets of 44 pixels for fingers', async () => {
    const visitor = await arrive(PHONE);
    const { page } = visitor;
    await talk(visitor, 'I want to cancel my flight', 'A credit please', 'Yes');
    await page.getByRole('button', { name: 'Approve cancelFlight' }).waitFor();
    const small = await page.locator('button:visible, nav a, summary:visible, textarea').evaluateAll((targets) =>
      targets
        .map((target) => ({ name: target.textContent || target.id, box: target.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 44 || box.height < 44)
        .map(({ name }) => name),
    );
    expect(small).toEqual([]);
  });

  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', PHONE],
  ] as const)('has no serious fault for axe, %s', async (_, options) => {
    // axe is evaluated by the browser's debugger, which the policy of the page does not bind.
    const visitor = await arrive({ ...options, bypassCSP: true });
    const { page } = visitor;
    const faults = async (): Promise<readonly string[]> => {
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { readonly axe: typeof axe }).axe.run(document),
      );
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    };
    expect(await faults()).toEqual([]);
    await talk(visitor, 'I want to cancel my flight', 'A credit please', 'Yes');
    await page.getByRole('button', { name: 'Approve cancelFlight' }).waitFor();
    expect(await faults()).toEqual([]);
  });
});
