import { isRecord } from '../../util/is-record.ts';
import { shorten } from '../../util/stringify.ts';
import { warnOnce } from '../parameters.ts';

/** Warnings of an answer that are told at most. */
const MOST = 20;

/** Prints what a provider warns of, such as a setting that it does not support. */
export const warnOf = (provider: string, warnings: unknown): void => {
  if (!Array.isArray(warnings)) return;
  for (const warning of warnings.slice(0, MOST).filter(isRecord)) {
    const { type, setting, feature, details, message } = warning;
    const words = [type, setting, feature, details, message].filter((word) => typeof word === 'string' && word !== '');
    warnOnce(shorten(`the AI SDK's provider ${provider} warns: ${words.join(', ')}`, 500));
  }
};
