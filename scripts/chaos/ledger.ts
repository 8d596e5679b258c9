/** The requests and calls of a run. */
export interface Account {
  /** Requests to the model, by turn. */
  readonly asked: ReadonlyMap<number, number>;
  /** Calls of its function, by turn. */
  readonly called: ReadonlyMap<number, number>;
  /** How many times its worker or Redis was struck. */
  readonly struck: number;
}

/** The accounts of all runs, and the requests and calls that must not have happened. */
export interface Ledger {
  /** Notes that a worker asks the model for a turn. */
  ask(id: string, turn: number, worker: number): void;
  /** Notes a call of the function of a turn, with its idempotency key. */
  call(id: string, turn: number, worker: number, key: string): void;
  /** Notes that a worker has the run. */
  hold(id: string, worker: number): void;
  /** Notes that a worker is struck, for the runs it has; without a worker, that Redis is, for all runs. */
  strike(worker?: number): void;
  /** Returns the account of a run. */
  of(id: string): Account;
  /** Notes that a worker was frozen: its later requests for this run may come too late without its fault. */
  excuse(id: string, worker: number): void;
  /** Returns the runs that a worker was the last to begin or to ask for. */
  heldBy(worker: number): readonly string[];
  /** Sentences about requests and calls that must not have happened. */
  readonly wrong: readonly string[];
  /** The same, of workers that had been frozen. */
  readonly late: readonly string[];
}

interface Book {
  readonly asked: Map<number, number>;
  readonly called: Map<number, number>;
  readonly keys: Map<number, string>;
  /** Turns that are stored for sure, because the turn after them was asked for. */
  whole: number;
  /** Completions that are stored for sure. */
  answered: number;
  readonly excused: Set<number>;
  holder: number;
  struck: number;
}

/**
 * Keeps the accounts of all runs. A function is called once the answer that calls it is stored, and the model is asked once all
 * before is stored. So each request and each call proves which turns are stored and must never be asked for again.
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
