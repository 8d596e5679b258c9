/** What the model and the functions were asked for a run. */
export interface Account {
  /** By turn: how often the model was asked. */
  readonly asked: ReadonlyMap<number, number>;
  /** By turn: how often its function was called. */
  readonly called: ReadonlyMap<number, number>;
  /** How often its worker was lost, or Redis. */
  readonly struck: number;
}

/** What all runs were asked for, and what of it must not be. */
export interface Ledger {
  /** The model is asked for a turn by a worker. */
  ask(id: string, turn: number, worker: number): void;
  /** The function of a turn is called, with its idempotency key. */
  call(id: string, turn: number, worker: number, key: string): void;
  /** A worker has it. */
  hold(id: string, worker: number): void;
  /** A worker is lost to the runs it has; without one, Redis is to all. */
  strike(worker?: number): void;
  of(id: string): Account;
  /** A worker was stopped: what it asks for these runs from now on may be too late, and it cannot know. */
  excuse(id: string, worker: number): void;
  /** The runs that a worker began, or asked for something, last. */
  heldBy(worker: number): readonly string[];
  readonly wrong: readonly string[];
  /** Too late, by workers that had been stopped. */
  readonly late: readonly string[];
}

interface Book {
  readonly asked: Map<number, number>;
  readonly called: Map<number, number>;
  readonly keys: Map<number, string>;
  /** How many turns are stored for sure: of the one after them something was seen. */
  whole: number;
  /** How many completions are. */
  answered: number;
  readonly excused: Set<number>;
  holder: number;
  struck: number;
}

/**
 * A function is called once the answer that calls it is stored, and the model is asked once all before is: so each request
 * and each call proves what is stored, and what may never be asked again.
 */
export const ledger = (): Ledger => {
  const books = new Map<string, Book>();
  const owners = new Map<string, string>();
  const wrong: string[] = [];
  const late: string[] = [];
  const open = (id: string): Book => {
    const book = books.get(id) ?? {
      ...{
        asked: new Map(),
        called: new Map(),
        keys: new Map(),
        whole: 0,
        answered: 0,
        excused: new Set(),
        holder: 0,
        struck: 0,
      },
    };
    books.set(id, book);
    return book;
  };
  const note = (book: Book, worker: number, sentence: string): void => {
    (book.excused.has(worker) ? late : wrong).push(`${sentence} (worker ${worker})`);
  };
  return {
    ask(id, turn, worker) {
      const book = open(id);
      if (turn < book.answered) note(book, worker, `${id}: turn ${turn} is asked for again, and is stored`);
      book.holder = worker;
      add(book.asked, turn);
      book.whole = Math.max(book.whole, turn);
      book.answered = Math.max(book.answered, turn);
    },
    call(id, turn, worker, key) {
      const book = open(id);
      if (turn < book.whole) note(book, worker, `${id}: the function of turn ${turn} is called again, and is stored`);
      const known = book.keys.get(turn) ?? key;
      if (known !== key) note(book, worker, `${id}: turn ${turn} has two idempotency keys, ${known} and ${key}`);
      const owner = owners.get(key) ?? `${id} ${turn}`;
      if (owner !== `${id} ${turn}`) note(book, worker, `${id}: turn ${turn} has the idempotency key of ${owner}`);
      book.holder = worker;
      book.keys.set(turn, key);
      owners.set(key, owner);
      add(book.called, turn);
      book.answered = Math.max(book.answered, turn + 1);
    },
    hold: (id, worker) => void (open(id).holder = worker),
    strike(worker) {
      for (const book of books.values()) if (worker === undefined || book.holder === worker) book.struck++;
    },
    of: open,
    excuse: (id, worker) => void open(id).excused.add(worker),
    heldBy: (worker) => [...books].filter(([, { holder }]) => holder === worker).map(([id]) => id),
    wrong,
    late,
  };
};

const add = (counts: Map<number, number>, turn: number): void => void counts.set(turn, (counts.get(turn) ?? 0) + 1);
