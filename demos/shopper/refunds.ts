import type { Row } from '../database.ts';
import { database } from './database.ts';
import { euros } from './euros.ts';
import { orderOf } from './orders.ts';

export interface Refund {
  readonly userId: string;
  readonly orderId: number;
  /** Pieces of the order. */
  readonly quantity: number;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/**
 * Writes the refund and the customer's mail, in one transaction. A refund with a key that was seen returns the answer of
 * the first: a call that is executed again, because its worker was killed before it could answer, refunds once.
 */
export const refund = (wanted: Refund): string => database().transaction(() => refundOnce(wanted));

const refundOnce = ({ userId, orderId, quantity, reason, idempotencyKey }: Refund): string => {
  const known = writtenAnswer(idempotencyKey);
  if (known !== undefined) return known;
  const order = orderOf(userId, orderId);
  if (order === undefined) return `The customer has no order ${orderId}: see listOrders.`;
  const left = order.quantity - order.refunded;
  if (left === 0) return `Order ${orderId} was refunded already.`;
  if (quantity > left) return `Only ${left} of order ${orderId} can be refunded: nothing was refunded.`;
  const shop = database();
  shop.run(
    'insert into refunds (idempotency_key, order_id, quantity, amount, reason) values (?, ?, ?, ?, ?)',
    ...[idempotencyKey, orderId, quantity, quantity * order.price, reason],
  );
  const answer = writtenAnswer(idempotencyKey) ?? '';
  shop.run('insert into mails (user_id, body) values (?, ?)', userId, answer);
  return answer;
};

/** Says what was written under a key, so that the second answer is the first word for word. */
const writtenAnswer = (idempotencyKey: string): string | undefined => {
  const [row] = database().all(
    `select order_id as orderId, refunds.quantity, amount, products.name as product
     from refunds join orders on orders.id = order_id join products on products.id = product_id
     where refunds.idempotency_key = ?`,
    idempotencyKey,
  ) as readonly Written[];
  return row && `Refunded: ${row.quantity} × ${row.product} of order ${row.orderId}, ${euros(row.amount)}.`;
};

interface Written extends Row {
  readonly orderId: number;
  readonly quantity: number;
  readonly amount: number;
  readonly product: string;
}
