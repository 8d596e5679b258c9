/*
 * Words that the rules look for and people misspell, by topic. Words that are spelled well and resemble one of them are
 * listed too, so that they stay as they are.
 */

import { CITIES } from './cities.ts';

export const AIRLINE_WORDS = words(
  'cancel cancelled cancellation refund flight flights flying plane ticket booking',
  'change charge charged changed chance rebook reschedule postpone another instead earlier later latter',
  'baggage luggage suitcase stroller guitar missing arrived backpack rucksack belongings person human manager supervisor',
  'today tomorrow monday tuesday wednesday thursday friday saturday sunday',
);

export const WEATHER_WORDS = words(
  ...CITIES.filter((city) => /^[A-Z][a-z]{5,}$/.test(city)).map((city) => city.toLowerCase()),
  'weather whether forecast temperature umbrella sunscreen degrees windy winds sunny rainy raining snowing',
  'today tomorrow monday tuesday wednesday thursday friday saturday sunday',
);

export const SHOP_WORDS = words(
  'refund refunds return returned returns money broken broke defective damaged expensive exchange smashed',
  'order orders ordered older border purchase price prices prince prize catalogue looking interested cheapest discount',
  'parcel package delivery delivered leaks leaking reimburse reimbursed disappointed satisfied available recommend stock',
  'backpack lantern stove kettle saucepan grinder',
);

function words(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(' '));
}
