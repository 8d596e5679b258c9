import type { Row } from '../database.ts';
import { database } from './database.ts';
import { euros } from './euros.ts';
import { productOf } from './products.ts';

export interface Order extends Row {
  readonly id: number;
  readonly product: string;
  readonly quantity: number;
  /** Price of a piece, in cents. */
  readonly price: number;
  readonly placedOn: string;
  readonly status: 'placed' | 'sent' | 'delivered';
  /** Pieces that were refunded. */
  readonly refunded: number;
}

const SELECT = `
  select orders.id, products.name as product, orders.quantity, orders.price, placed_on as placedOn, status,
    (select cast(total(quantity) as integer) from refunds where order_id = orders.id) as refunded
  from orders join products on products.id = product_id
  where user_id = ?`;

/** Lists the orders of a user, the latest first. */
export const ordersOf = (userId: string): readonly Order[] =>
  database().all(`${SELECT} order by orders.id desc limit 50`, userId) as readonly Order[];

/** Returns an order, or `undefined` when it does not exist or is another user's: the two look the same to a user. */
export const orderOf = (userId: string, id: number): Order | undefined =>
  database().all(`${SELECT} and orders.id = ?`, userId, id)[0] as Order | undefined;

export interface Purchase {
  readonly userId: string;
  readonly productId: string;
  readonly quantity: number;
  readonly idempotencyKey: string;
}

/**
 * Takes pieces from the stock and writes the order, in one transaction. A purchase with a key that was seen returns the
 * answer of the first.
 */
export const purchase = (wanted: Purchase): string => database().transaction(() => purchaseOnce(wanted));

const purchaseOnce = ({ userId, productId, quantity, idempotencyKey }: Purchase): string => {
  const shop = database();
  const [known] = shop.all('select id from orders where idempotency_key = ?', idempotencyKey);
  if (known !== undefined) return confirmed(userId, Number(known['id']));
  const product = productOf(productId);
  if (product === undefined) return `There is no product ${productId}: look it up with findProducts.`;
  if (product.stock < quantity) return `Only ${product.stock} of ${product.name} in stock: nothing was ordered.`;
  shop.run('update products set stock = stock - ? where id = ?', quantity, productId);
  const [placed] = shop.all(
    `insert into orders (user_id, product_id, quantity, price, placed_on, status, idempotency_key)
     values (?, ?, ?, ?, date(), 'placed', ?) returning id`,
    ...[userId, productId, quantity, product.price, idempotencyKey],
  );
  return confirmed(userId, Number(placed?.['id']));
};

const confirmed = (userId: string, id: number): string => {
  const order = orderOf(userId, id);
  if (order === undefined) throw new Error(`Order ${id} is not there.`);
  return `Order ${id}: ${order.quantity} × ${order.product} for ${euros(order.quantity * order.price)}.`;
};
