/*
 * Large and much visited cities, which are found anywhere in a line and in small letters. Names that are words as well
 * (Nice, Bath, Reading) are left out.
 */
export const CITIES: readonly string[] = [
  'Amsterdam, Antwerp, Athens, Auckland, Bangkok, Barcelona, Basel, Beijing, Belfast, Belgrade, Bergen, Berlin, Bern',
  'Bilbao, Birmingham, Bologna, Bordeaux, Boston, Bratislava, Brisbane, Bristol, Brussels, Bucharest, Budapest',
  'Buenos Aires, Cairo, Calgary, Cape Town, Cardiff, Casablanca, Chicago, Cologne, Copenhagen, Dallas, Delhi, Denver',
  'Dubai, Dublin, Dubrovnik, Edinburgh, Florence, Frankfurt, Geneva, Genoa, Glasgow, Gothenburg, Hamburg, Hanoi',
  'Helsinki, Hong Kong, Honolulu, Houston, Innsbruck, Istanbul, Jakarta, Jerusalem, Johannesburg, Krakow, Kyoto, Lagos',
  'Las Vegas, Leipzig, Lima, Lisbon, Liverpool, Ljubljana, London, Los Angeles, Lyon, Madrid, Malaga, Manchester, Manila',
  'Marrakesh, Marseille, Melbourne, Mexico City, Miami, Milan, Montreal, Moscow, Mumbai, Munich, Nairobi, Naples',
  'New Orleans, New York, Oslo, Ottawa, Paris, Philadelphia, Porto, Prague, Reykjavik, Riga, Rio de Janeiro, Rome',
  'Rotterdam, Salzburg, San Diego, San Francisco, Santiago, Sarajevo, Seattle, Seoul, Seville, Shanghai, Singapore, Sofia',
  'Stockholm, Stuttgart, Sydney, Tallinn, Tel Aviv, Tokyo, Toronto, Turin, Valencia, Vancouver, Venice, Verona, Vienna',
  'Vilnius, Warsaw, Washington, Wellington, Zagreb, Zurich',
].flatMap((line) => line.split(', '));

const KNOWN = new RegExp(String.raw`(?<!\p{L})(?:${CITIES.join('|')})(?!\p{L})`, 'giu');
const byName = new Map(CITIES.map((city) => [city.toLowerCase(), city]));

/** Finds the known cities of a line, in order. */
export const knownCitiesIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(KNOWN)].map(([name]) => byName.get(name.toLowerCase()) ?? name)),
];
