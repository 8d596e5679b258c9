import { toToolName } from '../../messages/tool-name.ts';

/** Returns the name of a called function as the API takes it: models make up others. */
export const geminiName = (name: string): string => {
  const sound = toToolName(name);
  return /^[a-zA-Z_]/.test(sound) ? sound : `_${sound}`.slice(0, 64);
};
