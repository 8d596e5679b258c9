/** Context variables of the shop's agents and functions. The application sets them; no function changes them. */
export interface Shopper {
  /** The id of the user who is signed in. Every query about orders contains it. */
  readonly userId: string;
  readonly name: string;
}

export const ada: Shopper = { userId: 'U-1', name: 'Ada' };
