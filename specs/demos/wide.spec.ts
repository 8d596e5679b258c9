import { command } from './support/command.ts';

describe('the parallel demo', () => {
  it('prints three translations and the choice, and bars that overlap', async () => {
    const { status, output } = await command('parallel/index.ts', ['--fast', 'I would like a coffee.']);

    expect(output).toContain(
      'formal: Quisiera tomar un café, si es usted tan amable.\neveryday: Me apetece un café.\n',
    );
    expect(output).toContain('The best: Un café, por favor.\n');
    const spans = [...output.matchAll(/^(\w+) +█+ +(\d+)–(\d+) ms$/gm)].map(([, name, begin, end]) => ({
      name,
      begin: Number(begin),
      end: Number(end),
    }));
    expect(spans.map(({ name }) => name)).toEqual(['formal', 'everyday', 'brief', 'picker']);
    const [first, second, third, picker] = spans;
    const ends = [first, second, third].map((span) => span?.end ?? NaN);
    expect(Math.max(second?.begin ?? NaN, third?.begin ?? NaN)).toBeLessThanOrEqual(Math.min(...ends));
    // Spans read two clocks for their beginning and end, and both are rounded.
    expect((picker?.begin ?? NaN) + 3).toBeGreaterThanOrEqual(Math.max(...ends));
    expect(output).toMatch(/^one trace of 9 spans: [0-9a-f]{32}$/m);
    expect(status).toBe(0);
  });
});

describe('the extract demo', () => {
  it('prints seven people in five ways, the time of each way, and the totals of many texts', async () => {
    const { status, output } = await command('extract/index.ts', ['--fast', '--count', '60', '--concurrency', '20']);

    expect(output.match(/^ {2}\d .+, \d+$/gm)).toHaveLength(35);
    expect(output).toMatch(/^one by one\n {2}1 Ada Byron, 36\n {2}2 Konrad Meyer, 54\n/m);
    expect(output).toMatch(
      /^all at once, in order\n {2}1 .+\n {2}2 .+\n {2}3 .+\n {2}4 .+\n {2}5 .+\n {2}6 .+\n {2}7 /m,
    );
    expect(output.match(/^.+ +\d+\.\d\d s$/gm)).toHaveLength(5);
    expect(output).toMatch(/^60 texts, 20 at once, at most 5000 a minute\n60 people, 0 failed, \d+ tokens, /m);
    expect(status).toBe(0);
  });

  it('refuses a --count that is not a whole number', async () => {
    const { status, output } = await command('extract/index.ts', ['--count', 'many']);

    expect(output).toBe('--count must be a whole number from 1 up, not many.\n');
    expect(status).toBe(1);
  });
});

describe('the summarise demo', () => {
  it('cuts a document to --tokens and summarises it, whole and streamed', async () => {
    const { status, output } = await command('summarise/index.ts', ['--fast', '--tokens', '200']);
    const [first, second] = [...output.matchAll(/^(?:Not streamed|Streamed)\n(.+)\n/gm)].map(([, summary]) => summary);

    expect(output).toMatch(/^The embedded model is talking: .*\n200 of \d{4,} tokens\n/);
    expect(first).toMatch(/^Agents and handoffs as RxJS streams/);
    expect(second).toBe(first);
    expect(output.match(/^first words after \d+\.\d\d s, the last after \d+\.\d\d s$/gm)).toHaveLength(2);
    expect(status).toBe(0);
  });

  it('prints the endpoint that does not answer', async () => {
    const { status, output } = await command('summarise/index.ts', [], {
      env: { OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' },
    });

    expect(output).toMatch(/127\.0\.0\.1:1\b/);
    expect(status).toBe(1);
  });
});
