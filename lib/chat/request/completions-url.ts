import { SwarmError } from '../../agent/errors.ts';

const hidden = (text: string): string => text.replace(/\/\/[^/]*@/, '//***@').replace(/\?.*$/, '');

/** A browser's page may give a path of its own server. */
const pageURL = (globalThis as { readonly location?: { readonly href: string } }).location?.href;

const parsed = (base: string): URL | undefined => {
  try {
    const url = new URL(base, pageURL);
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Where `baseURL` is asked: its path with `/chat/completions`, its query as it is (Azure's `?api-version=`). `setting` is
 * what the value was set by. Throws a `usage` error for what is no http(s) URL, and for credentials in it.
 */
export const completionsURL = (baseURL: string, setting: string): URL => {
  const url = parsed(baseURL.trim());
  if (url === undefined) {
    const example = 'such as https://api.openai.com/v1 or http://127.0.0.1:11434/v1';
    throw new SwarmError('usage', `${setting} must be an http(s) URL ${example}, got "${hidden(baseURL)}".`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new SwarmError(
      'usage',
      `${setting} must not contain a user name or password: pass them in the headers option.`,
    );
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`;
  url.hash = '';
  return url;
};
