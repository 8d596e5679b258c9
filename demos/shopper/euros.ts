/** Writes an amount of cents, such as `48.00 EUR`. */
export const euros = (cents: number): string => `${(cents / 100).toFixed(2)} EUR`;
