import { SwarmError } from '../../agent/errors.ts';
import type { Asked } from './asked.ts';
import { rootCause, type RootCause } from '../../chat/failure/root-cause.ts';

const sentence = ({ code, message }: RootCause, { url, urlSetting }: Asked): string => {
  switch (code) {
    case 'ECONNREFUSED':
      return `Nothing listens at ${url} (connection refused): start the server, or set ${urlSetting} to where it is.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host of ${url} is unknown: check ${urlSetting}.`;
    default:
      return `No answer from ${url}: ${message.replace(/\.$/, '')}. Check the network and ${urlSetting}.`;
  }
};

/** No answer could be had; `cause` is what `fetch` failed with. */
export const networkError = (cause: unknown, asked: Asked): SwarmError => {
  const root = rootCause(cause);
  const type = /TIMEOUT|ETIMEDOUT/.test(root.code ?? '') ? 'timeout' : 'network';
  return new SwarmError(type, sentence(root, asked), { cause });
};
