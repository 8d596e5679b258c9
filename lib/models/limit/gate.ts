import { type SchedulerLike, Subscription } from 'rxjs';

export interface Waiting {
  /** The higher, the sooner. */
  readonly priority: number;
  /** Milliseconds until it may begin; 0 or less: it may. */
  wait(): number;
  begin(): void;
}

export interface Gate {
  /** Joins the line, or begins at once. */
  enter(item: Waiting): void;
  /** Leaves the line, or makes room. */
  leave(item: Waiting): void;
  /** Looks again at who may begin: something has changed. */
  open(): void;
}

/** Lets what waits begin in order, so many at once. While the first has to wait, so do all behind it. */
export const gate = (concurrency: number, scheduler: SchedulerLike): Gate => {
  const waiting = line<Waiting>();
  const begun = new Set<Waiting>();
  let alarm = Subscription.EMPTY;
  let isOpening = false;

  const beginAll = (): void => {
    for (let item = waiting.first; item && begun.size < concurrency && item.wait() <= 0; item = waiting.first) {
      waiting.leave(item);
      begun.add(item);
      item.begin();
    }
  };
  /** Not within itself: what ends as soon as it begins leaves the rest to the loop that began it. */
  const open = (): void => {
    if (isOpening) return;
    isOpening = true;
    alarm.unsubscribe();
    beginAll();
    isOpening = false;
    const next = begun.size < concurrency ? waiting.first : undefined;
    if (next) alarm = scheduler.schedule(open, next.wait());
  };
  return {
    enter(item) {
      waiting.join(item);
      open();
    },
    leave(item) {
      if (!begun.delete(item)) waiting.leave(item);
      open();
    },
    open,
  };
};

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
