import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Places where a Chromium or Chrome stands, after the one that Playwright itself installs. */
const PLACES = [
  chromium.executablePath(),
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * Starts a Chromium: the one that the variable CHROMIUM names, or else the first that is installed.
 *
 * @throws an error that says how to get one
 */
export const startChromium = async (named = process.env['CHROMIUM']): Promise<Browser> => {
  const places = named ? [named] : PLACES;
  const path = places.find((place) => existsSync(place));
  if (path === undefined) {
    throw new Error(
      `These specs need a Chromium, and there is none at ${places.join(', ')}. Install one with ` +
        "`npx --prefix specs/browser playwright-core install chromium` or with your system's package manager " +
        '(Debian: `apt-get install chromium`), or name yours in the variable CHROMIUM.',
    );
  }
  return chromium.launch({ executablePath: path, args: QUIET });
};
