import type { Handler } from 'rxswarm/server';
import type { PageFile } from './build-page.ts';
import type { Rooms } from './rooms.ts';

/** Serves the page's files, and the rooms under `/chat/`. */
export const respond =
  (page: ReadonlyMap<string, PageFile>, rooms: Rooms): Handler =>
  async (request) => {
    const { pathname, hostname } = new URL(request.url);
    // Refuses requests for other host names. A foreign page whose name resolves to this machine would otherwise count
    // as the "same origin".
    if (!LOOPBACK.has(hostname))
      return plain(403, 'Forbidden: open the page on this machine, at 127.0.0.1 or localhost.');
    const room = /^\/chat\/(\w+)$/.exec(pathname)?.[1];
    const handler = room === undefined ? undefined : rooms.get(room);
    if (handler !== undefined) return handler(request);
    const file = page.get(pathname);
    if (file === undefined) return plain(404, 'Not Found: open / instead.');
    if (request.method !== 'GET') return plain(405, 'Method Not Allowed: use GET.');
    return new Response(file.body as BodyInit, { headers: { ...HEADERS, 'content-type': file.type } });
  };

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Allows own files only and nothing inline. `require-trusted-types-for` makes the browser refuse text as HTML. */
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
