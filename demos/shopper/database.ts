import { fileURLToPath } from 'node:url';
import { openDatabase, type Database, type Value } from '../database.ts';
import { orders, products, users } from './seed.ts';

/** The shop's file. `SHOPPER_DB` names another one. */
const FILE = fileURLToPath(new URL('./shop.db', import.meta.url));

let opened: Database | undefined;

/** Returns the shop's database. The first call opens the file, and creates and fills it when it is new. */
export const database = (): Database => (opened ??= openShop(process.env['SHOPPER_DB'] || FILE));

/** Opens a shop. Several processes may open the same file. */
export const openShop = (file: string): Database => {
  const shop = openDatabase(file);
  // A committed refund survives a power cut.
  shop.exec('pragma synchronous = full');
  shop.transaction(() => createOnce(shop));
  return shop;
};

/** Fills a new file. A process that is killed in the middle leaves it empty, and the next one fills it. */
const createOnce = (shop: Database): void => {
  const [row] = shop.all('pragma user_version');
  if (row?.['user_version'] !== 0) return;
  shop.exec(SCHEMA);
  insert(shop, 'users (id, name, email)', users);
  insert(shop, 'products (id, name, description, price, stock)', products);
  insert(shop, 'orders (id, user_id, product_id, quantity, price, placed_on, status)', orders);
  shop.exec('pragma user_version = 1');
};

const insert = (shop: Database, into: string, rows: readonly (readonly Value[])[]): void => {
  for (const row of rows) shop.run(`insert into ${into} values (${row.map(() => '?').join(', ')})`, ...row);
};

/** Amounts are in cents. The checks hold whatever a function lets through. */
const SCHEMA = `
  create table users (id text primary key, name text not null, email text not null) strict;

  create table products (
    id text primary key check (id glob 'P-[0-9][0-9][0-9]'),
    name text not null,
    description text not null,
    price integer not null check (price > 0),
    stock integer not null check (stock >= 0)
  ) strict;

  create table orders (
    id integer primary key,
    user_id text not null references users,
    product_id text not null references products,
    quantity integer not null check (quantity between 1 and 20),
    price integer not null check (price > 0),
    placed_on text not null,
    status text not null check (status in ('placed', 'sent', 'delivered')),
    idempotency_key text unique
  ) strict;
  create index orders_of_user on orders (user_id, id);

  create table refunds (
    idempotency_key text primary key,
    order_id integer not null references orders,
    quantity integer not null check (quantity > 0),
    amount integer not null check (amount > 0),
    reason text not null
  ) strict;
  create index refunds_of_order on refunds (order_id);

  create trigger refunds_stay_within_the_order before insert on refunds
  when new.quantity + (select total(quantity) from refunds where order_id = new.order_id)
    > (select quantity from orders where id = new.order_id)
  begin
    select raise(abort, 'more would be refunded than was ordered');
  end;

  create table mails (id integer primary key, user_id text not null references users, body text not null) strict;
`;
