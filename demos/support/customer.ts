/** Context variables of the help centre's functions. */
export interface Customer {
  readonly name: string;
  /** Numbers of the tickets filed in this conversation. */
  readonly tickets: readonly string[];
}

export const newCustomer: Customer = { name: 'Ada', tickets: [] };
