import type { Observable } from 'rxjs';
import type { Paint } from './paint.ts';

/** The place where a person, or a script, talks to the agents. */
export interface Terminal {
  /** The user's lines, one a turn and never empty. Completes when the input ends. */
  readonly lines$: Observable<string>;
  /** Emits at Ctrl-C during an answer. */
  readonly interrupts$: Observable<unknown>;
  /** Tells the terminal that the user's turn begins. */
  readonly prompt: () => void;
  /** Shows suggestions for the first line, with the numbers that say them, to those who type. */
  readonly suggest: (ideas: readonly string[]) => void;
  readonly write: (text: string) => void;
  /** Prints a failure. */
  readonly fail: (sentence: string) => void;
  readonly paint: Paint;
}
