import { element, svg } from './element.ts';

const PATHS = {
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  edit: 'M4 20h4L19 9l-4-4L4 16z',
  again: 'M20 12a8 8 0 1 1-2.3-5.6M20 3v5h-5',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01',
  remove: 'M6 6l12 12M18 6L6 18',
} as const;

/** A button with a picture. Its name is read to those who do not see it. */
export const iconButton = (
  picture: keyof typeof PATHS,
  name: string,
  data: Readonly<Record<`data-${string}`, string | number>>,
): HTMLButtonElement =>
  element(
    'button',
    { type: 'button', class: 'icon', 'aria-label': name, title: name, ...data },
    svg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, svg('path', { d: PATHS[picture] })),
  );
