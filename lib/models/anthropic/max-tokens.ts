import { modelVersion } from './model-version.ts';

/**
 * The tokens of an answer at most, where the settings do not say, because the API demands a number and refuses more than the
 * model can (platform.claude.com/docs/en/about-claude/models/overview, read 2026-12-01).
 */
export const defaultMaxTokens = (model: string): number => {
  const version = modelVersion(model);
  if (version >= 307) return 32_000;
  return version === 0 || version >= 305 ? 8192 : 4096;
};
