import fc from 'fast-check';
import { database } from '../../../demos/shopper/database.ts';
import { orderOf, ordersOf, purchase, type Purchase } from '../../../demos/shopper/orders.ts';
import { productOf, productsWith } from '../../../demos/shopper/products.ts';
import { refund, type Refund } from '../../../demos/shopper/refunds.ts';

process.env['SHOPPER_DB'] = ':memory:';

let keys = 0;
const refunding = (given: Partial<Refund>): string =>
  refund({
    ...{ userId: 'U-1', orderId: 1003, quantity: 1, reason: 'broken', idempotencyKey: `refund ${keys++}` },
    ...given,
  });
const buying = (given: Partial<Purchase>): string =>
  purchase({ ...{ userId: 'U-1', productId: 'P-102', quantity: 1, idempotencyKey: `order ${keys++}` }, ...given });

const count = (table: string): unknown => database().all(`select count(*) as n from ${table}`)[0]?.['n'];

/** Writes an order of four mugs, and returns its number. */
const fourMugs = (): number =>
  Number(
    database().all(`insert into orders (user_id, product_id, quantity, price, placed_on, status)
      values ('U-1', 'P-104', 4, 1200, '2026-04-01', 'delivered') returning id`)[0]?.['id'],
  );

describe('ordersOf', () => {
  it.each([
    ['U-1', [1004, 1003, 1001]],
    ['U-2', [1005, 1002]],
    ['U-3', []],
    ["' or 1=1 --", []],
  ])('lists the orders of user %j only', (userId, ids) => {
    expect(ordersOf(userId).map(({ id }) => id)).toEqual(ids);
  });
});

describe('refund', () => {
  it.each<[string, Partial<Refund>, string]>([
    ["another user's order", { orderId: 1002 }, 'The customer has no order 1002: see listOrders.'],
    ['an order that does not exist', { orderId: 9999 }, 'The customer has no order 9999: see listOrders.'],
    ['a user who does not exist', { userId: "U-1' or 1=1" }, 'The customer has no order 1003: see listOrders.'],
    ['more than was ordered', { quantity: 5 }, 'Only 4 of order 1003 can be refunded: nothing was refunded.'],
  ])('refuses %s and writes nothing', (_, given, answer) => {
    const before = [count('refunds'), count('mails')];
    expect(refunding(given)).toBe(answer);
    expect([count('refunds'), count('mails')]).toEqual(before);
  });

  it('writes once for a key, whatever else the second call says', () => {
    const answer = refunding({ idempotencyKey: 'same' });
    expect(answer).toBe('Refunded: 1 × mug of order 1003, 12.00 EUR.');
    expect(refunding({ idempotencyKey: 'same', quantity: 2, reason: 'lost' })).toBe(answer);
    expect(orderOf('U-1', 1003)).toMatchObject({ refunded: 1 });
  });

  it('keeps the text of a reason as it is', () => {
    const reason = "it's broken'); drop table refunds; --";
    refunding({ orderId: 1001, reason });
    expect(database().all('select reason from refunds where order_id = 1001')).toEqual([{ reason }]);
  });

  it('never exceeds the order, in whichever pieces and with whichever keys it is asked for', () => {
    const wish = fc.record({
      quantity: fc.integer({ min: 1, max: 20 }),
      idempotencyKey: fc.constantFrom('a', 'b', 'c', 'd'),
    });
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 12 }), (wishes) => {
        const orderId = fourMugs();
        for (const { idempotencyKey, ...given } of wishes)
          refunding({ ...given, orderId, idempotencyKey: `${orderId} ${idempotencyKey}` });
        expect(orderOf('U-1', orderId)?.refunded).toBeLessThanOrEqual(4);
      }),
      { numRuns: 50 },
    );
  });

  it('is stopped by the table itself when it exceeds the order', () => {
    const write = () => database().run("insert into refunds values ('direct', 1004, 2, 17800, 'none')");
    expect(write).toThrow('more would be refunded than was ordered');
  });
});

describe('purchase', () => {
  it('takes the pieces from the stock, once for a key', () => {
    const answer = buying({ quantity: 2, idempotencyKey: 'bought' });
    expect(answer).toMatch(/^Order \d+: 2 × coffee grinder for 178\.00 EUR\.$/);
    expect(buying({ quantity: 2, idempotencyKey: 'bought' })).toBe(answer);
    expect(productOf('P-102')).toMatchObject({ stock: 3 });
  });

  it.each<[string, Partial<Purchase>, string]>([
    ['more than the stock', { quantity: 20 }, 'Only 3 of coffee grinder in stock: nothing was ordered.'],
    ['what is sold out', { productId: 'P-110' }, 'Only 0 of scale in stock: nothing was ordered.'],
    ['an unknown product', { productId: 'P-999' }, 'There is no product P-999: look it up with findProducts.'],
  ])('refuses %s and writes nothing', (_, given, answer) => {
    const before = count('orders');
    expect(buying(given)).toBe(answer);
    expect(count('orders')).toBe(before);
  });

  it('leaves the stock as it was when the order cannot be written', () => {
    expect(() => buying({ userId: 'U-9' })).toThrow('FOREIGN KEY');
    expect(productOf('P-102')).toMatchObject({ stock: 3 });
  });
});

describe('productsWith', () => {
  it.each([
    ['mugs', 1_000_000, ['mug']],
    ['making coffee', 5000, ['French press', 'kettle', 'mug']],
    ['pan', 1_000_000, ['frying pan']],
    ['yacht', 1_000_000, []],
    ["%' or 1=1 --", 1_000_000, []],
    ['', 2700, ['mug', 'scale']],
  ])('finds for %j up to %d cents', (words, maxPrice, names) => {
    expect(productsWith(words, maxPrice).map(({ name }) => name)).toEqual(names);
  });
});
