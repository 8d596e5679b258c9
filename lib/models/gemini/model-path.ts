import { usageError } from '../../agent/errors.ts';
import { shorten } from '../../util/stringify.ts';

/** The folders in which a server keeps models, as full names of models begin. */
const FOLDERS = ['models', 'tunedModels', 'publishers', 'endpoints', 'projects'];

/**
 * Returns the path of a model: `gemini-3-pro` and `models/gemini-3-pro` are the same.
 *
 * @throws SwarmError `usage` for a name that would lead to another path.
 */
export const modelPath = (model: string): string => {
  const names = model.split('/');
  if (names.some((name) => /^\.{0,2}$/.test(name.trim())))
    throw usageError(
      `The model ${JSON.stringify(shorten(model, 80))} cannot be asked for: name a model such as "gemini-3-flash-preview".`,
    );
  const path = names.map(encodeURIComponent).join('/');
  return names.length > 1 && FOLDERS.includes(names[0] ?? '') ? `/${path}` : `/models/${path}`;
};

/** Returns true for models of the first two generations, which know no thinking levels and demand no signatures. */
export const isEarlyModel = (model: string): boolean => /gemini-[12](?!\d)|gemma|learnlm/i.test(model);
