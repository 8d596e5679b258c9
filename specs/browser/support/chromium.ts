import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PATH = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Debian's Chromium, or the one that CHROMIUM names. @throws a sentence where there is none. */
export const startChromium = async (path = PATH): Promise<Browser> => {
  if (!existsSync(path)) {
    throw new Error(
      `There is no Chromium at ${path}, and these specs need one: ` +
        '`apt-get install --no-install-recommends chromium`, or name yours in CHROMIUM.',
    );
  }
  return chromium.launch({ executablePath: path, args: QUIET });
};
