import { whereAmI } from '../../demos/weather/where-am-i.ts';

it.each([
  ['Europe/Lisbon', 'Lisbon'],
  ['America/Argentina/Buenos_Aires', 'Buenos Aires'],
  ['UTC', undefined],
])('in %s the city is %p', (timeZone, city) => {
  const { resolvedOptions } = Intl.DateTimeFormat.prototype;
  const options = jest.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockImplementation(function (
    this: Intl.DateTimeFormat,
  ) {
    return { ...resolvedOptions.call(this), timeZone };
  });
  expect(whereAmI()).toEqual({ timeZone, ...(city !== undefined && { city }) });
  options.mockRestore();
});
