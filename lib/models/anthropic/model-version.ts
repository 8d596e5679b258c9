/** Names put the version behind the family (`claude-sonnet-4-5-20250929`) or before it (`claude-3-7-sonnet-20250219`). */
const VERSION = /claude-(?:[a-z]+-)?(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)/;

/**
 * Returns the version in the name of a Claude model, 405 for 4.5, because what the API takes differs by it. A Claude without a
 * version is the newest. Any other model counts as version 0: servers of others speak the API as it was at first.
 */
export const modelVersion = (model: string): number => {
  const [, major, minor = '0'] = VERSION.exec(model) ?? [];
  if (major !== undefined) return 100 * Number(major) + Number(minor);
  return model.includes('claude') ? Infinity : 0;
};
