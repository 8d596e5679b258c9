import type { Observable } from 'rxjs';
import type { Paint } from './paint.ts';

/** Where a person, or a script in place of one, meets the agents. */
export interface Terminal {
  /** What is said: a line for each turn, none of them empty; completes when nothing more will be. */
  readonly lines$: Observable<string>;
  /** Ctrl-C while an answer is under way. */
  readonly interrupts$: Observable<unknown>;
  /** It is the person's turn. */
  readonly prompt: () => void;
  readonly write: (text: string) => void;
  /** Says that something failed. */
  readonly fail: (sentence: string) => void;
  readonly paint: Paint;
}
