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
