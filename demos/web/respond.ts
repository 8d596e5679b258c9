import type { Handler } from 'rxswarm/server';
import type { PageFile } from './build-page.ts';
import type { Rooms } from './rooms.ts';

/** The page's files, and the rooms behind it. */
export const respond =
  (page: ReadonlyMap<string, PageFile>, rooms: Rooms): Handler =>
  async (request) => {
    const { pathname, hostname } = new URL(request.url);
    // A name that somebody points at this machine is not this machine: their page would be the "same origin".
    if (!LOOPBACK.has(hostname)) return plain(403, 'This answers to its own machine only.');
    const room = /^\/chat\/(\w+)$/.exec(pathname)?.[1];
    const handler = room === undefined ? undefined : rooms.get(room);
    if (handler !== undefined) return handler(request);
    const file = page.get(pathname);
    if (file === undefined) return plain(404, 'There is nothing here.');
    if (request.method !== 'GET') return plain(405, 'Only GET.');
    return new Response(file.body as BodyInit, { headers: { ...HEADERS, 'content-type': file.type } });
  };

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Own files only, nothing inline, and no text can become HTML: `require-trusted-types-for` makes the browser refuse it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
};

const plain = (status: number, text: string): Response =>
  new Response(`${text}\n`, { status, headers: { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' } });
