/** The time zone of the customer's clock, and the city that it is named after. */
export interface Whereabouts {
  readonly timeZone: string;
  /** Absent for zones without a city, such as UTC. */
  readonly city?: string;
}

/** Reads the customer's time zone: in the page of `npm run demo:web`, or in the terminal. It needs no permission. */
export function whereAmI(): Whereabouts {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const city = timeZone.includes('/') ? timeZone.split('/').at(-1) : undefined;
  return { timeZone, ...(city !== undefined && { city: city.replaceAll('_', ' ') }) };
}
