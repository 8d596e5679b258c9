import { element } from './element.ts';
import { drawn } from './shrink.ts';

/** Pixels of the longer side on the page. */
const SIDE = 240;

/** Shows an image of a message, as soon as it is decoded. Addresses that are no data are not opened. */
export const imageView = (url: string, name: string): HTMLElement => {
  const view = element('span', { class: 'image', role: 'img', 'aria-label': name });
  void decoded(url).then(
    (picture) => view.replaceChildren(drawn(picture, SIDE)),
    () => view.replaceChildren('An image that cannot be shown'),
  );
  return view;
};

/** The policy of the page forbids `fetch` of `data:` URLs, so that the bytes are read here. */
const decoded = async (url: string): Promise<ImageBitmap> => {
  const [, type, data = ''] = /^data:(image\/[a-z]+);base64,(.+)$/.exec(url) ?? [];
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  return createImageBitmap(new Blob([bytes], { type: type ?? '' }));
};
