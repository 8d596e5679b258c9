import { whereAmI } from '../../demos/weather/where-am-i.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

it.each([
  ['Europe/Lisbon', 'Lisbon'],
  ['America/Argentina/Buenos_Aires', 'Buenos Aires'],
  ['UTC', undefined],
])('in %s the city is %p', (timeZone, city) => {
  const options = { ...new Intl.DateTimeFormat().resolvedOptions(), timeZone };
  jest.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue(options);
  expect(whereAmI()).toEqual({ timeZone, ...(city !== undefined && { city }) });
});
