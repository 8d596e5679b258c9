import type { Conversation } from 'rxswarm/converse';
import type { Observable } from 'rxjs';

/** Shows a conversation in an element, as a view of the framework does. The returned function removes it. */
export type Mount = (target: HTMLElement, conversation$: Observable<Conversation>) => () => void;
