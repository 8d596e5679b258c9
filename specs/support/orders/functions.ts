/** Where a parcel goes. */
interface Address {
  /** Two letters, such as `PT`. @pattern ^[A-Z]{2}$ */
  readonly country: string;
  readonly city: string;
}

/**
 * Ships an order.
 * @param order Which one, and where to.
 * @param speed How fast.
 * @param at When it leaves.
 */
export function ship(
  order: { readonly id: number; readonly to: Address },
  speed: 'slow' | 'fast',
  at = new Date('2026-01-31T12:00:00Z'),
): string {
  return `Order ${order.id} leaves ${speed} for ${order.to.city} (${order.to.country}) in ${at.getUTCFullYear()}.`;
}

/** What a letter asks for. @schema */
export interface Wish {
  /** Of the order. @minimum 1 */
  readonly id: number;
  readonly to?: Address;
  /** Fast where the letter says so in any words; whoever writes nothing of it is in no hurry and gets the parcel slowly. */
  readonly speed: 'slow' | 'fast';
}
