/** Returns a short hash of a text, by FNV-1a: it tells texts apart, and hides nothing from those who can guess them. */
export const hashOf = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  return (hash >>> 0).toString(36);
};
