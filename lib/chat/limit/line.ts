/** Who waits: the higher priority first, and those of the same in the order they came. */
export interface Line<T> {
  readonly first: T | undefined;
  join(item: T): void;
  /** Takes it out, wherever it stands. */
  leave(item: T): void;
}

export const line = <T extends { readonly priority: number }>(): Line<T> => {
  const items: T[] = [];
  return {
    get first() {
      return items[0];
    },
    join(item) {
      const before = items.findLastIndex(({ priority }) => priority >= item.priority);
      items.splice(before + 1, 0, item);
    },
    leave(item) {
      const place = items.indexOf(item);
      if (place >= 0) items.splice(place, 1);
    },
  };
};
