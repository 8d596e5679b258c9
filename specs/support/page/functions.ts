/** Fields that the page filled. */
export const executed: string[] = [];

/**
 * Fills a field of a form in the page.
 *
 * @client
 * @param field - The field.
 * @param since - A date to fill in. Default: none.
 */
export function fill(field: 'name' | 'date', since?: Date): string {
  executed.push(field);
  return `${field} is ${since === undefined ? 'empty' : String(since.getUTCFullYear())}`;
}
