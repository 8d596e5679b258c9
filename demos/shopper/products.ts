import type { Row } from '../database.ts';
import { database } from './database.ts';

export interface Product extends Row {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** In cents. */
  readonly price: number;
  readonly stock: number;
}

/** Lists the products whose name or description has one of the words, the best match first. No words match all. */
export const productsWith = (words: string, maxPrice: number): readonly Product[] => {
  const wanted = words.toLowerCase().match(/\p{L}{3,}/gu) ?? [];
  const affordable = database().all(
    'select * from products where price <= ? order by id',
    maxPrice,
  ) as readonly Product[];
  if (words.trim() === '') return affordable;
  const hits = (product: Product): number => wanted.filter((word) => mentions(product, word)).length;
  return affordable
    .map((product) => ({ product, score: hits(product) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ product }) => product);
};

/** Finds a word in its singular, too. */
const mentions = ({ name, description }: Product, word: string): boolean => {
  const text = `${name} ${description}`.toLowerCase().split(/\P{L}+/u);
  return text.includes(word) || text.includes(word.replace(/s$/, ''));
};

export const productOf = (id: string): Product | undefined =>
  database().all('select * from products where id = ?', id)[0] as Product | undefined;
