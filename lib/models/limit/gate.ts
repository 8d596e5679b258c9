import { type SchedulerLike, Subscription } from 'rxjs';

/** A request that waits to begin. */
export interface Waiting {
  /** The higher, the sooner. */
  readonly priority: number;
  /** Returns the milliseconds until it may begin; 0 or less means at once. */
  wait(): number;
  /** Called when it begins. */
  begin(): void;
}

/** Lets requests begin in order. */
export interface Gate {
  /** Adds a request, which begins at once where it may. */
  enter(item: Waiting): void;
  /** Removes a request, whether it waits or has begun. */
  leave(item: Waiting): void;
  /** Looks again at what may begin, because something has changed. */
  open(): void;
}

/** Lets requests begin in order, at most `concurrency` at a time. While the first one has to wait, so do all behind it. */
export const gate = (concurrency: number, scheduler: SchedulerLike): Gate => {
  const waiting = priorityQueue<Waiting>();
  const begun = new Set<Waiting>();
  let alarm = Subscription.EMPTY;
  let isOpening = false;

  const beginAll = (): void => {
    for (let item = waiting.first; item && begun.size < concurrency && item.wait() <= 0; item = waiting.first) {
      waiting.remove(item);
      begun.add(item);
      item.begin();
    }
  };
  /** Does not run within itself: a request that ends as soon as it begins leaves the rest to the loop that began it. */
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
      waiting.add(item);
      open();
    },
    leave(item) {
      if (!begun.delete(item)) waiting.remove(item);
      open();
    },
    open,
  };
};

/** Items by priority, those of the same priority in the order they came. */
export interface PriorityQueue<T> {
  /** The next item; `undefined` if the queue is empty. */
  readonly first: T | undefined;
  /** Adds an item behind those of its priority. */
  add(item: T): void;
  /** Takes an item out, wherever it stands. */
  remove(item: T): void;
}

/** Makes an empty queue. */
export const priorityQueue = <T extends { readonly priority: number }>(): PriorityQueue<T> => {
  const items: T[] = [];
  return {
    get first() {
      return items[0];
    },
    add(item) {
      const before = items.findLastIndex(({ priority }) => priority >= item.priority);
      items.splice(before + 1, 0, item);
    },
    remove(item) {
      const place = items.indexOf(item);
      if (place >= 0) items.splice(place, 1);
    },
  };
};
