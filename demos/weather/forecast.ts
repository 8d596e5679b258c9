const SKIES = ['sunny', 'cloudy', 'rainy', 'windy', 'foggy'] as const;

export type Day =
  'today' | 'tomorrow' | 'Monday' | 'Tuesday' | 'Wednesday' | 'Thursday' | 'Friday' | 'Saturday' | 'Sunday';

export interface Forecast {
  readonly city: string;
  readonly day: Day;
  readonly sky: (typeof SKIES)[number];
  readonly celsius: number;
}

/** Makes up a forecast that is always the same for a city and a day. */
export const forecast = (city: string, day: Day): Forecast => {
  const seed = Buffer.from(`${city} ${day}`.toLowerCase()).reduce((sum, byte) => (sum * 31 + byte) % 9973, 7);
  return { city, day, sky: SKIES[seed % SKIES.length] ?? 'sunny', celsius: (seed % 28) + 2 };
};
