export interface Departure {
  readonly number: string;
  readonly time: string;
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

export type Day = (typeof DAYS)[number];

/** Lists two flights for a day. They are invented, but always the same. */
export const departures = (day: Day): readonly Departure[] => {
  const number = 300 + 10 * (DAYS.indexOf(day) + 1);
  return [
    { number: `RX${number}`, time: '08:40' },
    { number: `RX${number + 5}`, time: '17:15' },
  ];
};
