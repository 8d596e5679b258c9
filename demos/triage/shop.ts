/** Context variables of the shop's agents and functions. */
export interface Shop {
  /** The customer's first name. */
  readonly customer: string;
  /** Discount on the next order, in percent. */
  readonly discount: number;
  readonly orders: readonly string[];
  readonly refunds: readonly string[];
}

/** Prices in euros. */
export const catalogue = { tent: 129, lantern: 24, stove: 59, 'sleeping bag': 89, 'rain jacket': 74 } as const;

export type Product = keyof typeof catalogue;

export const newCustomer: Shop = { customer: 'Ada', discount: 0, orders: [], refunds: [] };
