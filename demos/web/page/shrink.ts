/** Pixels of the longer side, and bytes as base64, of an image that is sent. */
const SIDE = 1_024;
const BYTES = 300_000;
/** Files beyond this are not opened. */
const FILE_BYTES = 20_000_000;

/**
 * Makes a small JPEG of an image, as a `data:` URL: the request carries it, and so does the state from then on. A copy
 * has no place or camera in it, and what is no image cannot be drawn.
 *
 * @throws an error in words for people
 */
export const shrink = async (file: Blob): Promise<string> => {
  if (file.size > FILE_BYTES) throw new Error('That image is larger than 20 MB.');
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (picture === undefined) throw new Error('That is not an image that the browser can read.');
  for (const quality of [0.85, 0.6, 0.4]) {
    const url = drawn(picture, SIDE).toDataURL('image/jpeg', quality);
    if (url.length <= BYTES) return url;
  }
  throw new Error('That image does not become small enough.');
};

/** Draws an image no larger than a number of pixels. The policy of the page lets no `data:` image be shown, but a drawing. */
export const drawn = (picture: ImageBitmap, side: number): HTMLCanvasElement => {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  // Transparent images get a white ground, because JPEG has no transparency.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
};
